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

// How long to wait for the rest of a burst of events: after its first event, and again after a
// round at once.
inline constexpr Milliseconds kDebounce = 2s;
// Minimum pause between a failed round and one triggered by an event.
inline constexpr Milliseconds kEventPause = 30s;

// False if config and detections are the same as in the last round, and that round either succeeded
// within check-interval or failed and its back-off still runs. After a transient fault, an event
// cuts the back-off short. A round at once that failed so has no back-off: the network may not have
// been up yet. After a blocking error, an event makes a round due.
bool is_due(const std::vector<DetectedRecord>& detected, const Settings& settings,
            const Recent& recent, bool after_event, Moment now);

// Whether a round may run at once, before its burst of events is over. False until kDebounce after
// the last round that had an address to publish; before the clock is set; after a change of the
// config; and while there is a blocking error.
bool may_run_at_once(const Settings& settings, const Recent& recent, Moment now);
// Whether a round at once has a new address to publish: one that is not published and that the last
// round did not try. An address that has gone is no reason: it may come back within the burst.
bool has_news(const std::vector<DetectedRecord>& detected, const Memory& memory);

// When the next round is due if nothing changes.
Moment next_round(const Config& config, const Recent& recent);

// True if a record's last outcome is transient: an event, such as the network's return, may end the
// fault.
bool has_transient_fault(const Recent& recent);

}  // namespace wan53
