// SPDX-License-Identifier: MIT
#include "sys/clock.h"

#include <time.h>

#include <cerrno>

namespace wan53 {
namespace {

timespec now(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return t;
}

}  // namespace

UtcSeconds SystemClock::wall() const { return now(CLOCK_REALTIME).tv_sec; }

std::int64_t SystemClock::monotonic_ms() const {
  const timespec t = now(CLOCK_MONOTONIC);
  return static_cast<std::int64_t>(t.tv_sec) * 1000 + t.tv_nsec / 1'000'000;
}

void SystemClock::sleep_ms(std::int64_t ms) {
  if (ms <= 0) return;
  timespec left{static_cast<time_t>(ms / 1000), static_cast<long>(ms % 1000) * 1'000'000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

}  // namespace wan53
