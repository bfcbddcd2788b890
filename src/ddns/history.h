// SPDX-License-Identifier: MIT
// The file of the last changes: one line each, fields apart by tabs: time (RFC 3339), record, old
// value, new value, what led to it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/utc.h"

namespace wan53 {

inline constexpr std::size_t kMaxHistoryBytes = 8'192;
inline constexpr std::size_t kMaxHistoryEntries = 50;

struct HistoryEntry {
  UtcSeconds at = 0;
  std::string record;  // as ddns/config.h's label() writes it
  std::string old_value;
  std::string new_value;
  std::string because;
};

// Oldest first. Damaged lines are passed over.
std::vector<HistoryEntry> parse_history(std::string_view text);

// The text with one more entry. The oldest ones go when there are too many or they fill too much;
// fields are cut at 300 bytes.
std::string history_with(std::string_view text, const HistoryEntry& entry);

}  // namespace wan53
