// SPDX-License-Identifier: MIT
// How long to wait after a failure: exponential back-off with full jitter, so that many clients
// spread out (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog). Pure.
#pragma once

#include <optional>

#include "base/ports.h"

namespace wan53 {

// Attempts at one request within a round, including the first.
inline constexpr int kMaxTries = 4;

// The wait before attempt `failures + 1` of a request: uniform in [0, min(20 s, 2^(failures-1) s)],
// at least 100 ms, and never less than `retry_after`. Nothing if all attempts are used up or the
// server asks for more than 30 s: then it is left to the next round.
std::optional<Milliseconds> wait_before_retry(int failures, std::optional<Milliseconds> retry_after,
                                              Random& random);

// How long a key that has never worked is tried again: AWS needs some 5 to 15 s to make a new one
// known on all its servers.
inline constexpr Milliseconds kNewKeyPatience = 30s;

// The wait after the `refusals`th answer that such a key is unknown: 2 s, doubling to 8 s. Half of
// it is fixed, the other half is jitter.
Milliseconds wait_for_new_key(int refusals, Random& random);

// The wait before the next round, after `failures` failed rounds in a row: for a transient fault
// 30 s doubling to 15 min, for one that needs the user 15 min doubling to 6 h. Half of it is fixed,
// the other half is jitter.
Seconds wait_before_round(int failures, bool user_must_act, Random& random);

// The wait before the next cycle, after `unsettled` cycles in a row that ended with retry_soon:
// 2, 5, 10, 30 s, then every minute for a quarter of an hour, then every quarter of an hour.
Seconds wait_before_cycle(int unsettled);

}  // namespace wan53
