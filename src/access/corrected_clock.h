// SPDX-License-Identifier: MIT
// This machine's clock as AWS corrects it: a reply whose Date is more than two minutes off moves
// it.
#pragma once

#include <optional>

#include "base/http.h"
#include "base/ports.h"
#include "settings/ports.h"
#include "settings/progress.h"

namespace wan53 {

class CorrectedClock {
 public:
  // `offset` is server time minus wall clock, from an earlier run. `clock` outlives every copy;
  // `progress`, which is told of corrections, may be null.
  CorrectedClock(Clock& clock, Seconds offset, Progress* progress)
      : clock_(clock), offset_(offset), progress_(progress) {}

  UtcTime now() const { return clock_->wall() + offset_; }
  Seconds offset() const { return offset_; }
  // Reads the reply's Date. True if that moved the clock.
  bool follow(const HttpReply& reply);
  // Takes over what `other`, a copy of this, has learnt from replies.
  void learn_from(const CorrectedClock& other) {
    if (other.has_heard_) *this = other;
  }
  // True if any reply came: the clock was good enough to verify certificates.
  bool has_heard() const { return has_heard_; }
  // The time by the last Date, to the second; `now` if none came.
  UtcTime exact() const { return clock_->wall() + exact_.value_or(offset_); }

 private:
  Port<Clock> clock_;
  Seconds offset_;
  std::optional<Seconds> exact_;
  Progress* progress_;
  bool has_heard_ = false;
};

}  // namespace wan53
