// SPDX-License-Identifier: MIT
// Time that moves only when somebody sleeps or waits.
#pragma once

#include <vector>

#include "base/ports.h"

namespace wan53::test {

class FakeClock final : public Clock {
 public:
  UtcTime wall() const override { return time; }
  Moment now() const override { return moment; }
  void sleep(Milliseconds length) override {
    if (length <= 0ms) return;
    pass(length);
    sleeps.push_back(length);
  }
  // Never backwards.
  void pass(Milliseconds length) {
    if (length <= 0ms) return;
    time += whole_seconds(moment.time_since_epoch() % 1s + length);
    moment += length;
  }

  UtcTime time = utc_time(2'000'000'000);
  Moment moment;
  std::vector<Milliseconds> sleeps;
};

}  // namespace wan53::test
