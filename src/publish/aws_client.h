// SPDX-License-Identifier: MIT
// Sends requests to AWS: the only place that signs, corrects the clock and retries.
//
// A call is tried up to kMaxTries times, with back-off, while the service says that it did nothing
// (throttling, a busy zone) or while the request only reads. A request that writes and whose reply
// is lost or a 5xx is not sent again unless it is repeatable: it ends in Errc::unconfirmed. One
// that follows from what was read is sent once: whoever sends it reads again first. A reply whose
// Date is more than two minutes off, or a refusal of the signature's time, moves the signing clock,
// and the call is repeated once for that. A host that no try of a call reached is left alone for
// kUnreached_ms: calls to it end at once, for that call's reason, so that a dead network costs a
// round of many names no more than one of a single one.
#pragma once

#include <array>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "aws/credentials.h"
#include "aws/request.h"
#include "aws/service_error.h"
#include "aws/sigv4.h"
#include "settings/ports.h"

namespace wan53 {

struct AwsSetup {
  Credentials credentials;
  std::string region;
  bool use_dualstack = false;
  // By Service; empty: AWS's own.
  std::array<std::string, 4> endpoint_urls;
  std::int64_t clock_offset_s = 0;  // as an earlier run found it
};

struct CallError {
  Error error;
  ErrorKind kind = ErrorKind::other;                // meaningful when the service answered
  std::optional<std::int64_t> retry_after_ms = {};  // what it asks for
};

class AwsClient {
 public:
  AwsClient(Http& http, Clock& clock, Random& random, AwsSetup setup)
      : http_(http), clock_(clock), random_(random), setup_(std::move(setup)) {}

  // A 2xx reply's body. Errc: retry, wait (the clock is not set), unconfirmed, user, config (no
  // such endpoint).
  std::expected<std::string, CallError> call(const AwsRequest& request);

  // Hosts that could not be reached may be tried again.
  void forget_unreached() { unreached_.clear(); }

  // The corrected time and what corrects it.
  UtcSeconds now() const { return clock_.wall() + setup_.clock_offset_s; }
  std::int64_t clock_offset_s() const { return setup_.clock_offset_s; }
  // Any request so far had a reply, so the clock that certificates are judged by was good enough.
  bool answered() const { return answered_; }
  const std::string& region() const { return setup_.region; }

 private:
  // Route 53 takes five requests a second from an account, whoever sends them ("Quotas", Amazon
  // Route 53 Developer Guide).
  static constexpr std::size_t kRoute53PerSecond = 5;
  static constexpr std::int64_t kUnreached_ms = 10'000;

  struct Unreached {
    std::string path;  // which host, by which interface and IP version
    std::int64_t until_ms;
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
  AwsSetup setup_;
  SigningKeys keys_;
  std::array<std::int64_t, kRoute53PerSecond> sent_ms_{};  // the last requests to Route 53
  std::size_t sent_count_ = 0;
  bool answered_ = false;
  std::vector<Unreached> unreached_;
};

}  // namespace wan53
