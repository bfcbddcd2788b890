// SPDX-License-Identifier: MIT
#include "ddns/history.h"

#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxField = 300;

// printable() leaves no tab and no line end.
std::string line_of(const HistoryEntry& entry) {
  return concat({rfc3339(entry.at), "\t", printable(entry.record, kMaxField), "\t",
                 printable(entry.old_value, kMaxField), "\t", printable(entry.new_value, kMaxField),
                 "\t", printable(entry.because, kMaxField), "\n"});
}

}  // namespace

std::vector<HistoryEntry> parse_history(std::string_view text) {
  std::vector<HistoryEntry> entries;
  while (!text.empty()) {
    std::string_view line = take_until(text, '\n');
    const auto at = parse_rfc3339(take_until(line, '\t'));
    const std::string_view record = take_until(line, '\t');
    const std::string_view old_value = take_until(line, '\t');
    const std::string_view new_value = take_until(line, '\t');
    if (!at || record.empty() || new_value.empty() || line.find('\t') != line.npos) continue;
    entries.push_back({*at, printable(record, kMaxField), printable(old_value, kMaxField),
                       printable(new_value, kMaxField), printable(line, kMaxField)});
  }
  return entries;
}

std::string history_with(std::string_view text, const HistoryEntry& entry) {
  auto entries = parse_history(text);
  entries.push_back(entry);
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  while (!entries.empty() && lines.size() < kMaxHistoryEntries) {
    std::string line = line_of(entries.back());
    entries.pop_back();
    bytes += line.size();
    if (bytes > kMaxHistoryBytes) break;
    lines.push_back(std::move(line));
  }
  std::string kept;
  for (; !lines.empty(); lines.pop_back()) kept += lines.back();
  return kept;
}

}  // namespace wan53
