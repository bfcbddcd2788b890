// SPDX-License-Identifier: MIT
// The daemon: runs a cycle when something has happened or is due, and sleeps in between.
//
// Events carry no facts: whatever wakes it, it reads everything again and does what differs. So a
// burst is one cycle, an event during a cycle leads to one more, and nothing is lost when the daemon
// is killed at any instruction. It keeps nothing in memory that a file does not hold.
#pragma once

#include <string>

#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// Events within this after the first one belong to it.
inline constexpr Milliseconds kDebounce = 2s;

// What has happened since the last cycle.
struct Cause {
  std::string because;  // the first trigger, for log and history
  std::string hook;     // the last hook notification; empty if none
  bool event = true;    // checkers are to be asked anew
  bool forced = false;  // the user wants a round
};

class Daemon {
 public:
  // `cause` is what led to the start. All references outlive it.
  Daemon(const Ports& ports, std::string config_file, Settings settings, Events& events, Log& log,
         Cause cause);

  // One cycle, and the sleep until the next. False once the config wants no daemon.
  bool step();

 private:
  void reload();
  Moment run();
  void sleep_until(Moment moment);
  void take(const Wake& wake);

  const Ports& ports_;
  std::string config_file_;
  Settings settings_;
  Events& events_;
  Log& log_;
  Cause cause_;
  // What was last logged about the config file and about files that cannot be written; empty when
  // all is well.
  std::string config_fault_;
  std::string disk_fault_;
};

}  // namespace wan53
