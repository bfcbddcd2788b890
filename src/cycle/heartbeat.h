// SPDX-License-Identifier: MIT
// Calls heartbeat-url after a round, at most once a minute.
#pragma once

#include <optional>
#include <string>

#include "ddns/recent.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// The URL to call after a round that ended now; remembers in `recent` that it is called.
std::optional<std::string> take_heartbeat(const Config& config, bool is_good, Moment now,
                                          RoundMemory& recent);

// Calls it in a process of its own: whatever the monitor does, no round waits for it. A monitor that
// does not answer with a 2xx status is logged as a warning, by its host. Not under the round lock.
void send_heartbeat(const Ports& ports, const Settings& settings, const std::string& url, Log& log);

}  // namespace wan53
