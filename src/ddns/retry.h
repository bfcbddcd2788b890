// SPDX-License-Identifier: MIT
// How long to wait after a failure: exponential back-off with full jitter, so that many clients
// spread out (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog). Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "base/ports.h"

namespace wan53 {

// Tries of one request within a round, the first one counted.
inline constexpr int kMaxTries = 4;

// Milliseconds before try `failures + 1` of a request: uniform in [0, min(20 s, 2^(failures-1) s)],
// at least 100 ms, and never less than `retry_after_ms`. Nothing when the tries are used up, or
// when the server asks for more than 30 s: then the next round tries.
std::optional<std::int64_t> wait_before_retry(int failures,
                                              std::optional<std::int64_t> retry_after_ms,
                                              Random& random);

// Seconds before the next round after `failures` failed ones in a row: for a transient fault 30 s
// doubling to 15 min, for one that the user must mend 15 min doubling to 6 h; half of it fixed and
// half jitter.
std::int64_t wait_before_round(int failures, bool user_must_act, Random& random);

// Seconds before the next look, after `looks` in a row that found an address on its way: 2, 5, 10,
// 30, then every minute for a quarter of an hour, then every quarter of an hour.
std::int64_t wait_before_look(int looks);

}  // namespace wan53
