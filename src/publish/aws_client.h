// SPDX-License-Identifier: MIT
// Sends requests to AWS: the only place that signs, corrects the clock and retries.
//
// A call is tried up to kMaxTries times, with back-off, while the service says that it did nothing
// (throttling, a busy zone) or while the request only reads. A request that writes and whose reply
// is lost or a 5xx is not sent again unless it is repeatable: it ends in Errc::unconfirmed. A
// request that depends on what was read is never retried: the caller must read again first. A reply
// whose Date is more than two minutes off, or a refusal of the signature's time, moves the signing
// clock, and the call is repeated once for that. A host that no try of a call reached is left alone
// for kUnreachedFor: calls to it end at once, for that call's reason, so that a dead network costs a
// round of many names no more than one of a single one.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/request.h"
#include "aws/sigv4.h"
#include "base/ports.h"

namespace wan53 {

// As whom requests are signed, and where they go.
struct AwsAccess {
  Credentials credentials;
  Endpoints endpoints;
  Seconds clock_offset{0};  // as an earlier run found it
};

class AwsClient {
 public:
  // All references outlive it.
  AwsClient(Http& http, Clock& clock, Random& random, AwsAccess access)
      : http_(http), clock_(clock), random_(random), access_(std::move(access)) {}

  // A 2xx reply's body. Errc: retry, look_again (the clock is not set), unconfirmed, user, config
  // (no such endpoint); `kind` and `retry_after` if the service answered.
  Result<std::string> call(const AwsRequest& request);

  // Hosts that could not be reached may be tried again.
  void forget_unreached() { unreached_.clear(); }

  // The corrected time, and what corrects it.
  UtcTime now() const { return clock_.wall() + access_.clock_offset; }
  Seconds clock_offset() const { return access_.clock_offset; }
  // Any request so far had a reply, so the clock that certificates are judged by was good enough.
  bool answered() const { return answered_; }
  const std::string& region() const { return access_.endpoints.region(); }

 private:
  // Route 53 takes five requests a second from an account, whoever sends them ("Quotas", Amazon
  // Route 53 Developer Guide).
  static constexpr std::size_t kRoute53PerSecond = 5;
  static constexpr Milliseconds kUnreachedFor = 10s;

  // A way on which no reply came lately.
  struct Unreached {
    std::string path;  // host, interface and IP version
    Moment until;
    std::string why;
  };
  struct Attempt;
  void pace();
  Result<Endpoint> endpoint_of(const AwsRequest& request) const;
  const Unreached* find_unreached(std::string_view path) const;
  Attempt attempt(const AwsRequest& request, const Endpoint& endpoint);
  Attempt refused(const AwsRequest& request, const HttpReply& reply, bool clock_moved) const;
  bool follow_clock_of(const HttpReply& reply);

  Http& http_;
  Clock& clock_;
  Random& random_;
  AwsAccess access_;
  SigningKeys keys_;
  // When the last requests to Route 53 were sent; the oldest one is replaced.
  std::array<std::optional<Moment>, kRoute53PerSecond> sent_{};
  std::size_t sent_count_ = 0;
  bool answered_ = false;
  std::vector<Unreached> unreached_;
};

}  // namespace wan53
