// SPDX-License-Identifier: MIT
// The paths of the program's files.
//
// On a router (if the folder /jffs/addons/wan53 exists), wan53.conf, state.json and the history are
// in that folder, on flash, and all other files in /tmp/wan53. Elsewhere root's files are in
// /etc/wan53, /var/lib/wan53 and /run/wan53, and other users' in ~/.config/wan53,
// ~/.local/state/wan53 and /tmp/wan53-UID. XDG_CONFIG_HOME moves the config, XDG_STATE_HOME the
// state. XDG_RUNTIME_DIR counts only if XDG_STATE_HOME is set: a login sets XDG_RUNTIME_DIR and
// cron does not, and both must use the same lock.
#pragma once

#include <string>
#include <string_view>

#include "settings/ports.h"

namespace wan53 {

struct Places {
  std::string config_file;
  std::string state_folder;  // flash
  std::string run_folder;    // RAM

  std::string state_file() const { return state_folder + "/state.json"; }
  std::string volatile_file() const { return run_folder + "/volatile.json"; }
  std::string history_file() const { return state_folder + "/history"; }
  std::string lock_file() const { return run_folder + "/lock"; }
  std::string pid_file() const { return run_folder + "/pid"; }  // locked by the daemon
  std::string socket() const { return run_folder + "/sock"; }   // where the daemon listens
  // Exists after `wan53 stop`, until `wan53 start`.
  std::string stopped_file() const { return run_folder + "/stopped"; }
  // The fault that `notify` logged last, so that the next event does not log it again. Removed when
  // `notify` succeeds.
  std::string fault_file() const { return run_folder + "/fault"; }
  // With `daemon = no`: locked by the hook's process that is about to run a cycle.
  std::string pending_file() const { return run_folder + "/pending"; }
};

// Where they are if nothing moves them. `home` and `user` (the number) are those of another user
// than root.
Places router_places();
Places root_places();
Places user_places(std::string_view home, std::string_view user);

// `config_file` is -c's argument, or empty; the daemon leaves the folder that it was started in, so
// the path becomes absolute. Errc::config if HOME is not set and the config or the state is not
// moved from there, or if a path or profile of -c or the environment is not fit to be shown: a
// secret key in its place, or control characters.
Result<Places> find_places(const Ports& ports, const std::string& config_file);

}  // namespace wan53
