// SPDX-License-Identifier: MIT
// Splitting a list into groups of entries that belong together.
#pragma once

#include <utility>
#include <vector>

namespace wan53 {

// Splits the entries into groups, in order of first appearance, and calls `work` with each. Two
// entries are in one group if `same` is true for them.
template <class Entry, class Same, class Do>
void for_each_group(std::vector<Entry*> entries, Same same, Do work) {
  while (!entries.empty()) {
    std::vector<Entry*> group;
    std::vector<Entry*> others;
    for (Entry* entry : entries) {
      (same(*entries.front(), *entry) ? group : others).push_back(entry);
    }
    work(group);
    entries = std::move(others);
  }
}

}  // namespace wan53
