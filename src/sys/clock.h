// SPDX-License-Identifier: MIT
// The Clock port on clock_gettime and nanosleep. A sleep continues after a signal handler has run.
#pragma once

#include <time.h>

#include "base/ports.h"

namespace wan53 {

class SystemClock final : public Clock {
 public:
  UtcTime wall() const override;
  Moment now() const override;
  void sleep(Milliseconds length) override;
};

// `length` is not negative.
timespec to_timespec(Milliseconds length);

}  // namespace wan53
