// SPDX-License-Identifier: MIT
// What a cycle leaves in memory for the next one. Pure but for the random back-off.
#pragma once

#include <vector>

#include "cycle/round.h"
#include "ddns/recent.h"
#include "detect/detect.h"
#include "settings/settings.h"

namespace wan53 {

// When a round or a cycle ended.
struct RoundEnd {
  UtcTime time;  // by the corrected clock
  Moment at;
};

// What is published now, and what became of each record. `detected` is what the round ran on.
void remember_round(const Settings& settings, const std::vector<DetectedRecord>& detected,
                    const Round& round, const RoundEnd& end, Random& random, Memory& memory);

// When no round was due: why records have no address now, which may be another reason than in the
// last round. The other records' reports stay as they are.
void remember_waiting(const std::vector<DetectedRecord>& detected, const RoundEnd& end,
                      Recent& recent);

// No round could run at all, because of keys or certificates: the next one is due after a back-off.
void remember_blocking_error(const Settings& settings, const Error& error, Moment now,
                             Random& random, Recent& recent);

// An event came too soon after a failed round for another one: brings the next round forward to the
// end of the pause.
void hasten_after_event(Recent& recent);

}  // namespace wan53
