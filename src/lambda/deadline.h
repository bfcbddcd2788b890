// SPDX-License-Identifier: MIT
// Limits the time of one invocation, with wrappers around the ports that a round uses: Lambda kills
// a process that is late, and then nobody learns why.
//
// Each exchange and each wait may take half of the time left, so that later ones get some, too. A
// reserve, which Route 53 cannot use up, is kept for the message, which gets at most
// kLongestAnnouncement, since the caller waits for it. If no time is left, requests fail at once.
#pragma once

#include <algorithm>
#include <string>

#include "base/ports.h"

namespace wan53 {

// An Http port that can be told how long an exchange may last.
struct LimitedHttp : Http {
  virtual void limit(Milliseconds longest) = 0;  // from the next request on
};

inline constexpr Milliseconds kLongestAnnouncement = 2s;

class Deadline {
 public:
  explicit Deadline(const Clock& clock) : clock_(clock) {}
  // The last `reserve` of `left` is not available until `use_reserve`.
  void start(Milliseconds left, Milliseconds reserve) {
    end_ = clock_.now() + left;
    reserve_ = reserve;
    announcing_ = false;
  }
  // From now on all the time left is for the message.
  void use_reserve() {
    reserve_ = 0ms;
    announcing_ = true;
  }
  Milliseconds left() const { return end_ - reserve_ - clock_.now(); }
  // The limit for one exchange.
  Milliseconds share() const {
    return announcing_ ? std::min(left() / 2, kLongestAnnouncement) : left() / 2;
  }

 private:
  const Clock& clock_;
  Moment end_;
  Milliseconds reserve_{0};
  bool announcing_ = false;
};

class DeadlineClock final : public Clock {
 public:
  DeadlineClock(Clock& next, const Deadline& deadline) : next_(next), deadline_(deadline) {}
  UtcTime wall() const override { return next_.wall(); }
  Moment now() const override { return next_.now(); }
  void sleep(Milliseconds length) override;

 private:
  Clock& next_;
  const Deadline& deadline_;
};

class DeadlineHttp final : public Http {
 public:
  DeadlineHttp(LimitedHttp& next, const Deadline& deadline) : next_(next), deadline_(deadline) {}
  Result<HttpReply> send(const HttpRequest& request) override;
  // X-Ray's trace id, sent as X-Amzn-Trace-Id (unsigned, as in the AWS SDKs); empty: none.
  void set_trace_id(std::string trace_id) { trace_id_ = std::move(trace_id); }

 private:
  LimitedHttp& next_;
  const Deadline& deadline_;
  std::string trace_id_;
};

}  // namespace wan53
