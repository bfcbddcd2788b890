// SPDX-License-Identifier: MIT
// The checks of `wan53 doctor`, each after those that it depends on: config, clock, router,
// addresses, keys, Route 53, delegation, hooks, cron, disk, daemon.
#pragma once

#include <string>
#include <vector>

#include "detect/detect.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

enum class Grade : std::uint8_t { ok, warn, fail };

struct Finding {
  Grade grade = Grade::ok;
  std::string check;   // one or two words: "clock"
  std::string text;    // what was found
  std::string advice;  // what to do; may be empty, always is with ok
};

struct Findings {
  std::vector<Finding> all;

  void add(Grade grade, std::string_view check, std::string_view text,
           std::string_view advice = {}) {
    all.push_back({grade, std::string(check), std::string(text), std::string(advice)});
  }
  void ok(std::string_view check, std::string_view text) { add(Grade::ok, check, text); }
};

// Runs the checks listed above. With `write`, proves that writing is allowed by an UPSERT of what
// is published.
void examine(const Ports& ports, const Settings& settings, bool write, Findings& findings);

// Checks the program itself on this machine: its arithmetic, random numbers and folders. Uses no
// network and no config: the addon replaces an old binary only if the new one passes this.
void examine_self(const Ports& ports, const Places& places, Findings& findings);

// Checks that wan53's folders can be written to.
void examine_folders(const Ports& ports, const Places& places, Findings& findings);

// The checks that ask AWS: keys, endpoints, records, delegation.
void examine_account(const Ports& ports, const Settings& settings, const Detections& seen,
                     const Memory& memory, bool write, Findings& findings);

}  // namespace wan53
