// SPDX-License-Identifier: MIT
#include "sys/clock.h"

#include <cerrno>

namespace wan53 {
namespace {

timespec read(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return t;
}

}  // namespace

timespec to_timespec(Milliseconds length) {
  const Seconds seconds = whole_seconds(length);
  return {static_cast<time_t>(seconds.count()),
          static_cast<long>((length - seconds).count()) * 1'000'000};
}

UtcTime SystemClock::wall() const { return utc_time(read(CLOCK_REALTIME).tv_sec); }

Moment SystemClock::now() const {
  const timespec t = read(CLOCK_MONOTONIC);
  return Moment(Seconds(t.tv_sec) + Milliseconds(t.tv_nsec / 1'000'000));
}

void SystemClock::sleep(Milliseconds length) {
  if (length <= 0ms) return;
  timespec left = to_timespec(length);
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

}  // namespace wan53
