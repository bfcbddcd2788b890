// SPDX-License-Identifier: MIT
// Sends requests to AWS: the only place that signs, corrects the clock and retries.
//
// A call is tried up to kMaxTries times, with back-off, if the service did nothing (throttling, a
// busy zone) or if the request only reads. A request that writes, and whose reply is lost or a 5xx,
// is sent again only if it is repeatable; otherwise it ends in Errc::unconfirmed. A request that
// depends on what was read is never retried: the caller must read again first. Nor is one
// whose reply was too large, if the caller can ask for less.
//
// A reply whose Date is more than two minutes off corrects the signing clock. If that reply refused
// the signature's time, or is any refusal by Roles Anywhere, which may not name the time, the call
// is repeated once.
//
// If a service calls a session expired or unknown, a new one is requested and the call repeated at
// once, even if it depends on what was read, since nothing was written. Expired a second time in a
// row is transient.
//
// A key that has never worked may have been made seconds ago, and AWS may not know it yet: while it
// is refused as unknown, calls are repeated for kNewKeyPatience (ddns/back_off.h). A call that
// depends on what was read ends in Errc::retry instead.
//
// If no try of a call reached the host, further calls to it fail at once with the same error, for
// kUnreachedFor: with a dead network, a round of many names takes no longer than a round of one.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "access/corrected_clock.h"
#include "access/signer.h"
#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/request.h"
#include "aws/sigv4.h"
#include "base/ports.h"
#include "settings/progress.h"

namespace wan53 {

// What signs requests, and the endpoints that they go to.
struct AwsAccess {
  Credentials credentials = {};  // unused with a signer
  Endpoints endpoints = {{}, false};
  Seconds clock_offset{0};        // server time minus wall clock, from an earlier run
  std::string proof_digest = {};  // see access/proof.h
  bool key_is_new = false;        // as far as we know it has never worked
  bool one_try = false;           // nothing is tried again after a wait
  Progress* progress = nullptr;   // is told of waits, retries and corrections; may be null
  Signer* signer = nullptr;       // outlives the client; null: `credentials` sign
};

class AwsClient {
 public:
  // All references outlive it.
  AwsClient(Http& http, Clock& clock, Random& random, AwsAccess access)
      : http_(http),
        clock_(clock),
        random_(random),
        access_(std::move(access)),
        time_(clock, access_.clock_offset, access_.progress) {}

  // Returns the body of a 2xx reply. Errc: retry, look_again (the clock is not set), unconfirmed,
  // user, config (no such endpoint). `kind` and `retry_after` are the service's; without a reply
  // `kind` is transient, or oversized.
  Result<std::string> call(const AwsRequest& request);

  // Lets the next call to an unreached host try it again at once.
  void forget_unreached() { unreached_.clear(); }

  // Sleeps, and says why.
  void pause(Milliseconds length, std::string_view what);
  // See Progress.
  template <class... Arguments>
  void note(Pattern<sizeof...(Arguments)> pattern, const Arguments&... arguments) {
    if (access_.progress != nullptr) access_.progress->note(pattern, arguments...);
  }

  // Corrected by the replies.
  CorrectedClock& time() { return time_; }
  UtcTime now() const { return time_.now(); }
  // By which what this client finds is remembered.
  const std::string& proof_digest() const { return access_.proof_digest; }
  // True once the key has worked, or if it was refused for so long that it is not just new.
  bool key_is_settled() const { return key_worked_ || is_patience_over(); }
  const std::string& region() const { return access_.endpoints.region(); }

 private:
  // Route 53 takes five requests a second from an account, over all its clients ("Quotas", Amazon
  // Route 53 Developer Guide).
  static constexpr std::size_t kRoute53PerSecond = 5;
  static constexpr Milliseconds kUnreachedFor = 10s;

  // A path that brought no reply: until `until`, calls on it fail at once with `why`.
  struct Unreached {
    std::string path;  // host, interface and IP version
    Moment until;
    std::string why;
  };
  struct Exchange;
  void pace();
  bool is_patience_over() const { return key_known_by_ && clock_.now() >= *key_known_by_; }
  std::optional<Milliseconds> new_key_wait();
  Result<Endpoint> endpoint_of(const AwsRequest& request) const;
  const Unreached* find_unreached(std::string_view path) const;
  Exchange exchange(const AwsRequest& request, const Endpoint& endpoint);
  Exchange refused_exchange(const AwsRequest& request, const HttpReply& reply,
                            bool clock_moved) const;
  Status sign_request(HttpRequest& http, const AwsRequest& request, std::string_view region);

  Http& http_;
  Clock& clock_;
  Random& random_;
  AwsAccess access_;
  CorrectedClock time_;
  SigningKeys keys_;
  // When the last requests to Route 53 were sent; the oldest one is replaced.
  std::array<std::optional<Moment>, kRoute53PerSecond> sent_{};
  std::size_t sent_count_ = 0;
  bool key_worked_ = false;
  std::optional<Moment> key_known_by_;  // when a new key's first refusal turns final
  int key_refusals_ = 0;
  std::vector<Unreached> unreached_;
};

}  // namespace wan53
