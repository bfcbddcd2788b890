// SPDX-License-Identifier: MIT
// How long to wait after a failure: exponential back-off with full jitter, so that many clients
// spread out (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog). Pure.
#pragma once

#include <optional>

#include "base/ports.h"

namespace wan53 {

// Tries of one request within a round, the first one included.
inline constexpr int kMaxTries = 4;

// Before try `failures + 1` of a request: uniform in [0, min(20 s, 2^(failures-1) s)], at least
// 100 ms, and never less than `retry_after`. Nothing once the tries are used up, or if the server
// asks for more than 30 s: then the next round tries.
std::optional<Milliseconds> wait_before_retry(int failures, std::optional<Milliseconds> retry_after,
                                              Random& random);

// Before the next round after `failures` failed ones in a row: for a transient fault 30 s doubling
// to 15 min, for one that needs the user 15 min doubling to 6 h; half of it fixed and half jitter.
Seconds wait_before_round(int failures, bool user_must_act, Random& random);

// Before the next cycle, after `unsettled` cycles in a row whose address may change without any
// event: 2, 5, 10, 30 s, then every minute for a quarter of an hour, then every quarter of an hour.
Seconds wait_before_cycle(int unsettled);

}  // namespace wan53
