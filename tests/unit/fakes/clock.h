// SPDX-License-Identifier: MIT
// Time that moves only when somebody sleeps or waits.
#pragma once

#include <vector>

#include "base/ports.h"

namespace wan53::test {

class FakeClock final : public Clock {
 public:
  UtcSeconds wall() const override { return wall_s; }
  std::int64_t monotonic_ms() const override { return elapsed_ms; }
  void sleep_ms(std::int64_t ms) override {
    pass(ms);
    sleeps.push_back(ms);
  }
  // Never backwards.
  void pass(std::int64_t ms) {
    if (ms <= 0) return;
    wall_s += (elapsed_ms % 1000 + ms) / 1000;
    elapsed_ms += ms;
  }

  UtcSeconds wall_s = 2'000'000'000;
  std::int64_t elapsed_ms = 0;
  std::vector<std::int64_t> sleeps;
};

}  // namespace wan53::test
