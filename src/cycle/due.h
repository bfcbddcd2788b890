// SPDX-License-Identifier: MIT
// When a round is due. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "ddns/config.h"
#include "ddns/recent.h"
#include "detect/detect.h"
#include "settings/settings.h"

namespace wan53 {

// Minimum pause between a failed round and one triggered by an event.
inline constexpr Milliseconds kEventPause = 30s;

// False if config and detections are the same as in the last round, and that round either succeeded
// within check-interval or failed and its back-off still runs. After a transient fault, an event
// cuts the back-off short; after a blocking error, an event makes a round due.
bool is_due(const std::vector<DetectedRecord>& detected, const Settings& settings,
            const Recent& recent, bool after_event, Moment now);

// When the next round is due if nothing changes.
Moment next_round(const Config& config, const Recent& recent);

// True if a record's last outcome is transient: an event, such as the network's return, may end the
// fault.
bool has_transient_fault(const Recent& recent);

}  // namespace wan53
