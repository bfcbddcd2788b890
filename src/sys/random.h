// SPDX-License-Identifier: MIT
// The Random port: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), seeded from /dev/urandom when
// the first number is wanted. Good for spreading retries in time, not for keys.
//
// Reads the device instead of calling getrandom, which kernels before 3.17 do not have.
#pragma once

#include "base/ports.h"

namespace wan53 {

class SystemRandom final : public Random {
 public:
  std::uint64_t below(std::uint64_t bound) override;

 private:
  void seed();
  std::uint64_t next();
  bool seeded_ = false;
  std::uint64_t state_ = 0;
};

}  // namespace wan53
