// SPDX-License-Identifier: MIT
#include "sys/random.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "sys/clock.h"
#include "sys/descriptor.h"

namespace wan53 {

void SystemRandom::seed() {
  seeded_ = true;
  char seed[sizeof state_];
  const Descriptor fd = open_file("/dev/urandom", O_RDONLY);
  if (fd.ok() && read_some(fd.get(), seed, sizeof seed) == sizeof seed) {
    std::memcpy(&state_, seed, sizeof seed);
    return;
  }
  // Without /dev/urandom, retries must still differ from those of other machines.
  const SystemClock clock;
  state_ = static_cast<std::uint64_t>(since_1970(clock.wall())) << 32 ^
           static_cast<std::uint64_t>(clock.now().time_since_epoch().count()) << 16 ^
           static_cast<std::uint64_t>(getpid());
}

std::uint64_t SystemRandom::next() {
  if (!seeded_) seed();
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

std::uint64_t SystemRandom::below(std::uint64_t bound) {
  if (bound == 0) return 0;
  // Skips the first 2^64 mod bound numbers, which would make small results more likely.
  const std::uint64_t first_fair = (0 - bound) % bound;
  for (;;) {
    if (const std::uint64_t n = next(); n >= first_fair) return n % bound;
  }
}

}  // namespace wan53
