// SPDX-License-Identifier: MIT
// The checks of `wan53 doctor`, in the order in which one rests on the other: config, clock,
// router, addresses, keys, Route 53, delegation, hooks, cron, disk, daemon.
#pragma once

#include <string>
#include <vector>

#include "app/setup.h"
#include "app/world.h"

namespace wan53 {

enum class Grade : std::uint8_t { ok, warn, fail };

struct Finding {
  Grade grade = Grade::ok;
  std::string check;  // one or two words: "clock"
  std::string text;   // what was found
  std::string mend;   // what to do; empty with ok
};

// `write`: prove the permission to change by an UPSERT of what is published.
void examine(World& world, const Setup& setup, bool write, std::vector<Finding>& findings);

}  // namespace wan53
