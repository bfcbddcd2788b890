// SPDX-License-Identifier: MIT
// The checks of `wan53 doctor`, in the order in which one rests on the other: config, clock,
// router, addresses, keys, Route 53, delegation, hooks, cron, disk, daemon.
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
  std::string advice;  // what to do; empty with ok
};

struct Findings {
  std::vector<Finding> all;

  void add(Grade grade, std::string_view check, std::string text, std::string advice = {}) {
    all.push_back({grade, std::string(check), std::move(text), std::move(advice)});
  }
  void ok(std::string_view check, std::string text) { add(Grade::ok, check, std::move(text)); }
};

// `write`: prove the permission to change by an UPSERT of what is published.
void examine(const Ports& ports, const Settings& settings, bool write, Findings& findings);

// The program itself on this machine: its arithmetic, random numbers and folders. Asks nobody and
// reads no config; a fresh binary that passes may replace an old one.
void examine_self(const Ports& ports, const Places& places, Findings& findings);

// `wan53`'s folders can be written to.
void examine_folders(const Ports& ports, const Places& places, Findings& findings);

// The part of it that asks AWS: keys, endpoints, records, delegation.
void examine_account(const Ports& ports, const Settings& settings, const Detections& seen,
                     const Memory& memory, bool write, Findings& findings);

}  // namespace wan53
