// SPDX-License-Identifier: MIT
// Whatever stands in the history file, a new entry is added to it, the limits hold, and what was
// written reads back as the same.
#include "base/compose.h"
#include "ddns/history.h"
#include "fuzz.h"

using namespace wan53;

namespace {

bool is_good_field(std::string_view text) { return text.size() <= 300 && fuzz::is_printable(text); }

void check_entries(const std::vector<HistoryEntry>& entries) {
  for (const auto& entry : entries) {
    REQUIRE(!entry.record.empty() && !entry.new_value.empty());
    for (const std::string& text :
         {entry.record, entry.old_value, entry.new_value, entry.because}) {
      REQUIRE(is_good_field(text));
    }
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::view(data, size);
  const auto before = parse_history(text);
  check_entries(before);
  // Outside text may stand in any field.
  const HistoryEntry entry = {UtcTime(), compose("a{}", text), std::string(text),
                              compose("b{}", text), std::string(text)};
  const std::string written = history_with(text, entry);
  REQUIRE(written.size() <= kMaxHistoryBytes && written.ends_with('\n'));
  const auto entries = parse_history(written);
  check_entries(entries);
  REQUIRE(!entries.empty() && entries.size() <= kMaxHistoryEntries);
  REQUIRE(entries.size() <= before.size() + 1);
  REQUIRE(entries.back().record.starts_with('a') && entries.back().new_value.starts_with('b'));
  // Without its last line there is room for that line.
  const std::size_t last = written.rfind('\n', written.size() - 2) + 1;
  REQUIRE(history_with(std::string_view(written).substr(0, last), entries.back()) == written);
  return 0;
}
