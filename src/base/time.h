// SPDX-License-Identifier: MIT
// Moments and lengths of time as types: a wall-clock time and a moment of the monotonic clock, or a
// moment and a length, do not compile where the other is wanted. Nothing here reads a clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace wan53 {

using namespace std::chrono_literals;

using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

// The clock that only ever grows and starts anew at each boot. The Clock port reads it.
struct MonotonicClock {
  using duration = Milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MonotonicClock>;
  static constexpr bool is_steady = true;
};
// When something happened or is due; decides everything within one boot.
using Moment = MonotonicClock::time_point;

// What the wall clock says, in UTC: for people and protocols. POSIX: no leap seconds.
using UtcTime = std::chrono::sys_seconds;

constexpr UtcTime utc_time(std::int64_t since_1970) { return UtcTime(Seconds(since_1970)); }
constexpr std::int64_t since_1970(UtcTime time) { return time.time_since_epoch().count(); }

constexpr Seconds whole_seconds(Milliseconds length) {
  return std::chrono::duration_cast<Seconds>(length);
}

}  // namespace wan53
