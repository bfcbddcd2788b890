// SPDX-License-Identifier: MIT
// The daemon: makes a pass when something has happened or is due, and sleeps in between.
//
// Events carry no facts: whatever wakes it, it looks at the whole world again and does what
// differs. So a burst is one pass, an event during a pass leads to one more, and nothing is lost
// when the daemon is killed at any instruction. It keeps nothing in memory that a file does not
// hold.
#pragma once

#include <string>

#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// Events within this after the first one belong to it.
inline constexpr std::int64_t kDebounce_ms = 2'000;

// What has happened since the last pass.
struct Cause {
  std::string because;  // the first of it, for log and history
  std::string hook;     // the last notice of a hook; empty: none
  bool event = true;    // checkers are to be asked anew
  bool forced = false;  // the user wants a round
};

class Daemon {
 public:
  // `cause` is what led to the start. All references outlive it.
  Daemon(World& world, std::string config_file, Setup setup, Events& events, Log& log, Cause cause);

  // One pass, and the sleep until the next. False when the config wants no daemon any more.
  bool step();

 private:
  void reload();
  std::int64_t pass();
  void sleep_until(std::int64_t moment_ms);
  void take(const Wake& wake);

  World& world_;
  std::string config_file_;
  Setup setup_;
  Events& events_;
  Log& log_;
  Cause cause_;
  // What was last logged about the config file and about files that cannot be written; empty when
  // all is well.
  std::string bad_config_;
  std::string bad_disk_;
};

}  // namespace wan53
