// SPDX-License-Identifier: MIT
// Calls heartbeat-url after a round, at most once a minute.
#pragma once

#include <optional>
#include <string>

#include "ddns/recent.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

struct HeartbeatCall {
  std::string url;
  Seconds clock_offset;
};
// The call after a round that ended now; `recent` remembers it.
std::optional<HeartbeatCall> take_heartbeat(const Config& config, bool is_good, Moment now,
                                            Recent& recent);

// Makes it in a process of its own: whatever the monitor does, no round waits for it. If the
// monitor does not answer with a 2xx status, a warning with its host is logged. Not under the round
// lock.
void send_heartbeat(const Ports& ports, const Settings& settings, const HeartbeatCall& call,
                    Log& log);

}  // namespace wan53
