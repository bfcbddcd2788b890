// SPDX-License-Identifier: MIT
// Randomness that a test can foretell.
#pragma once

#include "base/ports.h"

namespace wan53::test {

// The middle of every range: within the bound, and uniform in nothing.
class MiddleRandom final : public Random {
 public:
  std::uint64_t below(std::uint64_t bound) override { return bound / 2; }
};

}  // namespace wan53::test
