// SPDX-License-Identifier: MIT
// Writes to the log what a cycle has done: one line when a record changes, one when a fault begins,
// one when it ends, and none in between except at level debug.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cycle/round.h"
#include "settings/ports.h"

namespace wan53 {

// `before` is what was remembered before the cycle, `now` after it.
void narrate(const Round& round, const RoundMemory& before, const RoundMemory& now,
             std::string_view because, Log& log);

// Logs one line for each address or clock that can no longer be verified, and one when all can be
// verified again.
void narrate_unverified(const std::vector<std::string>& before, const std::vector<std::string>& now,
                        Log& log);

}  // namespace wan53
