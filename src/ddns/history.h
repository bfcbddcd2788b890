// SPDX-License-Identifier: MIT
// The file of the last changes: one line each, fields apart by tabs: time (RFC 3339), record, old
// value, new value, what led to it. Pure.
//
// Fields are printable and at most 300 bytes long: whatever is not is written as \xNN, and a longer
// one is cut and ends in "...".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/utc.h"

namespace wan53 {

inline constexpr std::size_t kMaxHistoryBytes = 8'192;
inline constexpr std::size_t kMaxHistoryEntries = 50;

struct HistoryEntry {
  UtcTime at;
  std::string record;     // as ddns/record_label writes it
  std::string old_value;  // may be empty
  std::string new_value;
  std::string because;  // may be empty
};

// Oldest first. A line that is cut, has no record or new value, or other than five fields is passed
// over.
std::vector<HistoryEntry> parse_history(std::string_view text);

// The text with one more entry. Damaged lines go, and the oldest ones when there are more than
// kMaxHistoryEntries or kMaxHistoryBytes.
std::string history_with(std::string_view text, const HistoryEntry& entry);

}  // namespace wan53
