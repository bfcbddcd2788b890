// SPDX-License-Identifier: MIT
// Types for points in time and lengths of time. Mixing up wall-clock times, moments of the
// monotonic clock and lengths does not compile. Nothing here reads a clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace wan53 {

using namespace std::chrono_literals;

using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

// A clock that never goes back and restarts at each boot. The Clock port reads it.
struct MonotonicClock {
  using duration = Milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MonotonicClock>;
  static constexpr bool is_steady = true;
};
// When something happened or is due. All decisions within one boot use it.
using Moment = MonotonicClock::time_point;

// Wall-clock time in UTC, for people and protocols. As in POSIX, without leap seconds.
using UtcTime = std::chrono::sys_seconds;

constexpr UtcTime utc_time(std::int64_t since_1970) { return UtcTime(Seconds(since_1970)); }
constexpr std::int64_t since_1970(UtcTime time) { return time.time_since_epoch().count(); }

constexpr Seconds whole_seconds(Milliseconds length) {
  return std::chrono::duration_cast<Seconds>(length);
}

}  // namespace wan53
