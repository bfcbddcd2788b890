// SPDX-License-Identifier: MIT
// Tells the log, and the history of changes, what a pass has done: one line when a record changes,
// one when a fault begins, one when it ends, and none in between.
#pragma once

#include <string_view>

#include "cycle/round.h"

namespace wan53 {

// `before` is what was remembered before the pass, `memory` after it.
void narrate(const RoundResult& result, const Volatile& before, const Memory& memory,
             std::string_view because, Log& log);

// One line for each doubt when doubt begins, one when it ends.
void narrate_doubts(const std::vector<std::string>& before, const std::vector<std::string>& now,
                    Log& log);

// Appends the changes to the history file. A failure is a line in the log.
void add_to_history(World& world, const Places& places, const RoundResult& result,
                    std::string_view because, UtcSeconds now, Log& log);

}  // namespace wan53
