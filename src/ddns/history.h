// SPDX-License-Identifier: MIT
// The file of the last changes. Each line has five or six fields, separated by tabs: time (RFC
// 3339), record, old value, new value, trigger, and how many seconds it took. Pure.
//
// Fields are printable and at most 300 bytes long: other bytes are written as \xNN, and a longer
// field is cut and ends in "...".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/utc.h"

namespace wan53 {

inline constexpr std::size_t kMaxHistoryBytes = 8'192;
inline constexpr std::size_t kMaxHistoryEntries = 50;
// The largest file that readers accept. It is above kMaxHistoryBytes, so that a file that something
// else made longer is shortened, not thrown away.
inline constexpr std::size_t kLargestHistoryFile = 64 * 1024;

struct HistoryEntry {
  UtcTime at;
  std::string record;     // record_label of ddns/config.h
  std::string old_value;  // may be empty
  std::string new_value;
  std::string because;  // may be empty
  // From the event, or from when the address was first seen, to Route 53's answer. Nothing if the
  // address was old and something else had changed the record.
  std::optional<Seconds> took = {};
};

// Oldest first. Ignores a line that is incomplete, has no record or new value, or does not have
// five or six fields.
std::vector<HistoryEntry> parse_history(std::string_view text);

// `text` with `entry` added. Drops damaged lines, and the oldest ones beyond kMaxHistoryEntries or
// kMaxHistoryBytes.
std::string history_with(std::string_view text, const HistoryEntry& entry);

}  // namespace wan53
