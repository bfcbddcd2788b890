// SPDX-License-Identifier: MIT
// Where the program's files are.
//
// On a router (the folder /jffs/addons/wan53 exists): wan53.conf and state.json there, on flash,
// and the rest in /tmp/wan53. Elsewhere /etc/wan53, /var/lib/wan53 and /run/wan53 for root;
// ~/.config/wan53,
// ~/.local/state/wan53 and /tmp/wan53-UID for others. XDG_CONFIG_HOME moves the config,
// XDG_STATE_HOME the state. XDG_RUNTIME_DIR counts only beside XDG_STATE_HOME: a login sets it and
// cron does not, and both must meet at one lock.
#pragma once

#include <string>

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
  std::string stopped_file() const {
    return run_folder + "/stopped";
  }  // there: the user stopped it
  // What `notify` logged last, until it goes well: the next event brings the same fault.
  std::string fault_file() const { return run_folder + "/fault"; }
  // Held by the hook's process that is about to run a round, with `daemon = no`.
  std::string pending_file() const { return run_folder + "/pending"; }
};

// `config_file` is -c's argument, or empty. Errc::config when there is no home to put files in.
Result<Places> find_places(const Ports& ports, const std::string& config_file);

}  // namespace wan53
