// SPDX-License-Identifier: MIT
// Finding records in a list whose order is mostly that in which they are asked for.
#pragma once

#include <cstddef>
#include <vector>

namespace wan53 {

// The first entry after the one found last, round the list, for which `is_it` is true; null if
// there is none. `last` is the list's own, 0 at first: a thousand records, each found where the one
// before suggests, cost a thousand comparisons and not a million.
template <class Entry, class Is>
const Entry* find_next(const std::vector<Entry>& entries, std::size_t& last, Is is_it) {
  for (std::size_t left = entries.size(); left > 0; --left) {
    if (last >= entries.size()) last = 0;
    const Entry& entry = entries[last++];
    if (is_it(entry)) return &entry;
  }
  return nullptr;
}

}  // namespace wan53
