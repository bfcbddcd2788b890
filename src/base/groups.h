// SPDX-License-Identifier: MIT
// Splitting a list into groups of entries that belong together.
#pragma once

#include <algorithm>
#include <vector>

namespace wan53 {

// Splits the entries into groups, in order of first appearance, and calls `work` with each. Two
// entries are in one group if `same` is true for them.
template <class Entry, class Same, class Do>
void for_each_group(std::vector<Entry*> entries, Same same, Do work) {
  while (!entries.empty()) {
    const Entry& first = *entries.front();
    const auto rest = std::stable_partition(
        entries.begin(), entries.end(), [&](const Entry* entry) { return same(first, *entry); });
    work(std::vector<Entry*>(entries.begin(), rest));
    entries.erase(entries.begin(), rest);
  }
}

}  // namespace wan53
