// SPDX-License-Identifier: MIT
#include "ddns/history.h"

#include <algorithm>
#include <optional>

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxField = 300;
constexpr std::ptrdiff_t kTabs = 4;  // at least

// Leaves no tab or line end; applied twice, it changes nothing more.
std::string field(std::string_view text) {
  std::string cut = printable(text, kMaxField);
  if (cut.size() > kMaxField) cut.replace(kMaxField - 3, std::string::npos, "...");
  return cut;
}

std::string history_line(const HistoryEntry& entry) {
  return compose("{}\t{}\t{}\t{}\t{}{}\n", rfc3339(entry.at), field(entry.record),
                 field(entry.old_value), field(entry.new_value), field(entry.because),
                 entry.took ? compose("\t{}", entry.took->count()) : "");
}

std::optional<HistoryEntry> parse_line(std::string_view line) {
  const auto tabs = std::ranges::count(line, '\t') - kTabs;
  if (tabs < 0 || tabs > 1) return std::nullopt;
  const auto at = parse_rfc3339(take_until(line, '\t'));
  const std::string_view record = take_until(line, '\t');
  const std::string_view old_value = take_until(line, '\t');
  const std::string_view new_value = take_until(line, '\t');
  const std::string_view because = take_until(line, '\t');
  const auto took = parse_unsigned(line, INT32_MAX);
  if (!at || record.empty() || new_value.empty() || (tabs == 1 && !took)) return std::nullopt;
  HistoryEntry entry{*at, field(record), field(old_value), field(new_value), field(because)};
  if (took) entry.took = Seconds(*took);
  return entry;
}

}  // namespace

std::vector<HistoryEntry> parse_history(std::string_view text) {
  std::vector<HistoryEntry> entries;
  // Text after the last line end is an incomplete line, which is ignored.
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n')) {
    if (auto entry = parse_line(text.substr(0, end))) entries.push_back(*std::move(entry));
    text.remove_prefix(end + 1);
  }
  return entries;
}

std::string history_with(std::string_view text, const HistoryEntry& entry) {
  auto entries = parse_history(text);
  entries.push_back(entry);
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  while (!entries.empty() && lines.size() < kMaxHistoryEntries) {
    std::string line = history_line(entries.back());
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
