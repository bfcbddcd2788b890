// SPDX-License-Identifier: MIT
// Finds records in a list that is mostly searched in its own order.
#pragma once

#include <cstddef>
#include <vector>

namespace wan53 {

// The entry for which `is_it` is true; null if there is none. It must be true for one at most: the
// search starts behind the one found last and goes on from the list's start. `last` belongs to the
// list and is 0 at first. To find a thousand records in the list's order takes a thousand
// comparisons instead of half a million.
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
