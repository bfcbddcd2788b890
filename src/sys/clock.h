// SPDX-License-Identifier: MIT
// The Clock port on clock_gettime and nanosleep. A sleep goes on after a signal handler has run.
#pragma once

#include "base/ports.h"

namespace wan53 {

class SystemClock final : public Clock {
 public:
  UtcSeconds wall() const override;
  std::int64_t monotonic_ms() const override;
  void sleep_ms(std::int64_t ms) override;
};

}  // namespace wan53
