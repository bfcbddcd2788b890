// SPDX-License-Identifier: MIT
// Starting the daemon, and asking whether it runs.
#pragma once

#include <string>

#include "daemon/daemon.h"
#include "settings/ports.h"

namespace wan53 {

bool is_running(const Ports& ports, const Places& places);

// True after `wan53 stop`, until `wan53 start`.
bool is_stopped(const Ports& ports, const Places& places);

// What became of a try to be the daemon.
enum class Started : std::uint8_t {
  here,       // this process was the daemon, or its parent: done
  elsewhere,  // another process is the daemon already, or is about to be
  stopped,    // `wan53 stop` came in between
};

// Becomes the daemon: in this process (`foreground`; returns never) or in a child (returns once it
// holds the locked pid file and listens, so that no notice is lost from then on). Errors are those
// of the socket and the folders. After `wan53 stop` there is nothing to start.
Result<Started> start_daemon(const Ports& ports, const std::string& config_file,
                             const Settings& settings, bool foreground, Cause cause);

}  // namespace wan53
