// SPDX-License-Identifier: MIT
// The daemon: runs a cycle after an event and when one is due, and sleeps in between.
//
// Events carry no facts: whatever wakes the daemon, it reads everything again and publishes what
// differs. A burst of events leads to one cycle, kDebounce after its first event. If an event tells
// of an address, the daemon also looks at once and publishes a new address before the burst is
// over. It does so once in a burst, which then ends kDebounce after that round. So a burst leads to
// two rounds at most, kDebounce apart.
//
// An event during a cycle leads to one more, and nothing is lost if the daemon is killed at any
// instruction. All that it must remember is in files, except session credentials, which are in
// memory only: a new daemon requests its own.
#pragma once

#include <optional>
#include <string>

#include "access/held_session.h"
#include "cycle/cycle.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

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
  Result<Cycle> run(bool at_once, Log& log);
  Moment run_one_cycle();
  bool run_at_once();
  void sleep_until(Moment moment);
  void take(const Wake& wake);

  const Ports& ports_;
  std::string config_file_;
  Settings settings_;
  Events& events_;
  Log& log_;
  Cause cause_;
  // What an event has said of an address since the last look: CycleRequest::hint.
  std::optional<std::string> hint_;
  HeldSession session_;
  // What was last logged about the config file and about files that cannot be written; empty if all
  // is well.
  std::string config_fault_;
  std::string disk_fault_;
};

}  // namespace wan53
