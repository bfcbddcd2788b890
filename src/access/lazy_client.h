// SPDX-License-Identifier: MIT
// An AWS client that is made when it is first needed, so that a cycle with nothing to do reads no
// keys and no certificates.
#pragma once

#include <memory>

#include "access/aws_client.h"
#include "ddns/recent.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

class LazyAwsClient {
 public:
  // The references outlive it.
  LazyAwsClient(const Ports& ports, const Settings& settings)
      : ports_(ports), settings_(settings) {}

  // The same client each time; it lives as long as this. Only the first call uses `recent`, for the
  // clock's offset and for whether the key has worked before. Errc::config if keys, certificates or
  // endpoints cannot be used.
  Result<AwsClient*> get(const Recent& recent);

 private:
  const Ports& ports_;
  const Settings& settings_;
  std::unique_ptr<Http> http_;
  std::unique_ptr<AwsClient> aws_;
};

}  // namespace wan53
