// SPDX-License-Identifier: MIT
// Starting the daemon, and asking whether it runs.
#pragma once

#include <string>

#include "daemon/daemon.h"
#include "settings/ports.h"

namespace wan53 {

bool is_running(const Ports& ports, const Places& places);

// The daemon's pid; 0 if there is no daemon, or none that is ready.
int daemon_id(const Ports& ports, const Places& places);

// True if systemd starts the daemon after a boot. Then one that `wan53 start` or cron starts would
// run outside of the unit and its sandbox.
bool is_systemds(const Ports& ports, const Places& places);
// The command that starts the daemon, between backticks.
std::string_view how_to_start(bool is_systemds);

// True after `wan53 stop`, until `wan53 start`.
bool is_stopped(const Ports& ports, const Places& places);

// The result of an attempt to become the daemon.
enum class Started : std::uint8_t {
  here,       // this process was the daemon and has ended, or its child is the daemon now
  elsewhere,  // another process is the daemon already, or is about to be
  stopped,    // `wan53 stop` was run, perhaps just now
};

// Starts the daemon. With `foreground` this process is the daemon: returns when the config wants
// none. Otherwise a child is: returns in the parent once the pid file is locked and the socket
// listens, so that no notice is lost from then on. Errors are those of the socket and the folders.
Result<Started> start_daemon(const Ports& ports, const std::string& config_file,
                             const Settings& settings, bool foreground, Cause cause);

}  // namespace wan53
