// SPDX-License-Identifier: MIT
// The daemon: runs a cycle after an event and when one is due, and sleeps in between.
//
// Events carry no facts: whatever wakes the daemon, it reads everything again and publishes what
// differs. So a burst of events leads to one cycle, an event during a cycle to one more, and
// nothing is lost if the daemon is killed at any instruction. All that it must remember is in
// files, except session credentials, which are in memory only: a new daemon requests its own.
#pragma once

#include <optional>
#include <string>

#include "access/held_session.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// After the first event, how long to wait for others of the same burst.
inline constexpr Milliseconds kDebounce = 2s;

// What has happened since the last cycle.
struct Cause {
  std::string because;            // the first trigger, for log and history
  std::string hook;               // the last hook notification; empty if none
  bool event = true;              // something has happened: ask the checkers again
  bool forced = false;            // the user wants a round
  std::optional<Moment> at = {};  // when the first trigger happened
};

class Daemon {
 public:
  // `cause` is what led to the start. All references outlive it.
  Daemon(const Ports& ports, std::string config_file, Settings settings, Events& events, Log& log,
         Cause cause);

  // Runs one cycle, and sleeps until the next. Returns false once the config wants no daemon.
  bool step();

 private:
  void reload();
  Moment run_one_cycle();
  void sleep_until(Moment moment);
  void take(const Wake& wake);

  const Ports& ports_;
  std::string config_file_;
  Settings settings_;
  Events& events_;
  Log& log_;
  Cause cause_;
  HeldSession session_;
  // What was last logged about the config file and about files that cannot be written; empty if all
  // is well.
  std::string config_fault_;
  std::string disk_fault_;
};

}  // namespace wan53
