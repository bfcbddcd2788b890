// SPDX-License-Identifier: MIT
// When a round is due. Pure but for the detections it is given.
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

// False if `recent` is fresh: the same config and detections as in the last round, which was right
// and not longer ago than check-interval, or which failed and whose back-off still runs. An event
// cuts the back-off after a transient fault short.
bool is_due(const std::vector<DetectedRecord>& detected, const Settings& settings,
            const Recent& recent, bool after_event, Moment now);

// When a round becomes due though nothing changes.
Moment next_round(const Config& config, const Recent& recent);

// An event may end it: the network's return.
bool has_transient_fault(const Recent& recent);

}  // namespace wan53
