// SPDX-License-Identifier: MIT
// What a cycle leaves in memory for the next one. Pure, except for the random back-off.
#pragma once

#include <vector>

#include "cycle/round.h"
#include "ddns/recent.h"
#include "detect/detect.h"
#include "settings/settings.h"

namespace wan53 {

// Remembers what is published now, and each record's outcome. `detected` is what the round was
// given: all records, or with `at_once` some of them; what is known of the others stays.
void remember_round(const Settings& settings, const std::vector<DetectedRecord>& detected,
                    const Round& round, const RoundEnd& end, bool at_once, Random& random,
                    Memory& memory);

// If no round was due: remembers why records have no address now, which may be another reason than
// in the last round. The other records' reports stay as they are.
void remember_waiting(const std::vector<DetectedRecord>& detected, const RoundEnd& end,
                      Recent& recent);

// If no round could run at all, because of keys or certificates: the next one is due after a
// back-off.
void remember_blocking_error(const Settings& settings, const Error& error, Moment now,
                             Random& random, Recent& recent);

// If an event came too soon after a failed round: brings the next round forward to the end of the
// pause, kEventPause.
void hasten_after_event(Recent& recent);

}  // namespace wan53
