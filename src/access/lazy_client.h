// SPDX-License-Identifier: MIT
// An AWS client that is made when it is first needed, so that a cycle with nothing to do reads no
// keys and no certificates.
#pragma once

#include "access/held_session.h"
#include "access/own_client.h"
#include "ddns/recent.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

class LazyAwsClient {
 public:
  // The references outlive it. `kept` is the daemon's, which keeps the session for the next round,
  // and whose use ends with this; a command that ends soon has none. `one_try` as in AwsAccess.
  LazyAwsClient(const Ports& ports, const Settings& settings, HeldSession* kept = nullptr,
                bool one_try = false)
      : ports_(ports),
        settings_(settings),
        own_(ports),
        session_(kept != nullptr ? *kept : own_),
        one_try_(one_try) {}
  ~LazyAwsClient();
  LazyAwsClient(const LazyAwsClient&) = delete;
  LazyAwsClient& operator=(const LazyAwsClient&) = delete;

  // The same client each time; it lives as long as this. Only the first call uses `recent`, for the
  // clock's offset and for whether the key has worked before. Errc::config if keys, certificates or
  // endpoints cannot be used.
  Result<AwsClient*> get(const Recent& recent);

  // After `get`. Asks for a session if there is none to sign with; else the first request does.
  Status prepare();
  // After the round's requests. Asks for the next session if it is time to.
  void renew();
  // After `get`. Nothing with a stored key.
  std::optional<ProofReport> proof() const;

 private:
  const Ports& ports_;
  const Settings& settings_;
  HeldSession own_;
  HeldSession& session_;
  bool one_try_;
  OwnClient client_;
  bool has_sessions_ = false;
};

}  // namespace wan53
