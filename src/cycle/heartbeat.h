// SPDX-License-Identifier: MIT
// Calls heartbeat-url after a round, at most once a minute.
#pragma once

#include <optional>
#include <string>

#include "ddns/recent.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// The URL to call after a round that ended now; `recent` remembers the call.
std::optional<std::string> take_heartbeat(const Config& config, bool is_good, Moment now,
                                          RoundMemory& recent);

// Calls it in a process of its own: whatever the monitor does, no round waits for it. If the
// monitor does not answer with a 2xx status, a warning with its host is logged. Not under the round
// lock.
void send_heartbeat(const Ports& ports, const Settings& settings, const std::string& url, Log& log);

}  // namespace wan53
