// SPDX-License-Identifier: MIT
// Writes to the log, and to the history of changes, what a cycle has done: one line when a record
// changes, one when a fault begins, one when it ends, and none in between.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cycle/round.h"
#include "settings/places.h"

namespace wan53 {

// `before` is what was remembered before the cycle, `now` after it.
void narrate(const Round& round, const Recent& before, const Recent& now, std::string_view because,
             Log& log);

// Logs one line for each address or clock that can no longer be verified, and one when all can be
// verified again.
void narrate_unverified(const std::vector<std::string>& before, const std::vector<std::string>& now,
                        Log& log);

// Appends the changes to the history file. A failure is logged, too.
Status add_to_history(const Ports& ports, const Places& places, const Round& round,
                      std::string_view because, UtcTime now, Log& log);

}  // namespace wan53
