// SPDX-License-Identifier: MIT
// The time of one invocation, kept by the ports that a round runs on: Lambda ends a process that
// is late, and then nobody is told why.
//
// Each exchange and each wait may take half of what is left, so that those behind it still get
// their share. A reserve is kept from Route 53 for message and metric, which get no more than
// kMostForNews_ms each: the caller waits for them. When nothing is left, requests fail at once.
#pragma once

#include <algorithm>
#include <string>

#include "base/ports.h"

namespace wan53 {

// An Http port that can be told how long an exchange may last.
struct LimitedHttp : Http {
  virtual void limit_ms(std::int64_t ms) = 0;  // from the next request on
};

inline constexpr std::int64_t kMostForNews_ms = 2'000;

class Deadline {
 public:
  explicit Deadline(const Clock& clock) : clock_(clock) {}
  // The last `reserve_ms` of `left_ms` are not touched before `use_reserve`.
  void start(std::int64_t left_ms, std::int64_t reserve_ms) {
    end_ms_ = clock_.monotonic_ms() + left_ms;
    reserve_ms_ = reserve_ms;
    for_news_ = false;
  }
  // What is left is for message and metric.
  void use_reserve() {
    reserve_ms_ = 0;
    for_news_ = true;
  }
  std::int64_t left_ms() const { return end_ms_ - reserve_ms_ - clock_.monotonic_ms(); }
  // For one exchange.
  std::int64_t share_ms() const {
    return for_news_ ? std::min(left_ms() / 2, kMostForNews_ms) : left_ms() / 2;
  }

 private:
  const Clock& clock_;
  std::int64_t end_ms_ = 0;
  std::int64_t reserve_ms_ = 0;
  bool for_news_ = false;
};

class DeadlineClock final : public Clock {
 public:
  DeadlineClock(Clock& next, const Deadline& deadline) : next_(next), deadline_(deadline) {}
  UtcSeconds wall() const override { return next_.wall(); }
  std::int64_t monotonic_ms() const override { return next_.monotonic_ms(); }
  void sleep_ms(std::int64_t ms) override;

 private:
  Clock& next_;
  const Deadline& deadline_;
};

class DeadlineHttp final : public Http {
 public:
  DeadlineHttp(LimitedHttp& next, const Deadline& deadline) : next_(next), deadline_(deadline) {}
  std::expected<HttpReply, Failure> send(const HttpRequest& request) override;
  // X-Ray's, sent along as X-Amzn-Trace-Id (unsigned, as the AWS SDKs do); empty: none.
  void set_trace_id(std::string trace_id) { trace_id_ = std::move(trace_id); }

 private:
  LimitedHttp& next_;
  const Deadline& deadline_;
  std::string trace_id_;
};

}  // namespace wan53
