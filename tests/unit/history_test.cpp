// SPDX-License-Identifier: MIT
#include "ddns/history.h"

#include "base/compose.h"
#include "base/text.h"
#include "test.h"

namespace wan53 {
namespace {

using std::string_view_literals::operator""sv;

constexpr UtcTime kMoment = utc_time(1'440'938'160);  // 2015-08-30T12:36:00Z
constexpr std::string_view kLine =
    "2015-08-30T12:36:00Z\thome.example.com A\t203.0.113.7\t203.0.113.8\twan0 connected\n";

HistoryEntry an_entry(std::string record = "home.example.com A") {
  return {kMoment, std::move(record), "203.0.113.7", "203.0.113.8", "wan0 connected"};
}

// "RECORD|OLD|NEW|BECAUSE" for each line that was read.
std::string read(std::string_view text) {
  std::string all;
  for (const auto& entry : parse_history(test::Exact(text).view())) {
    all += compose("{}{}|{}|{}|{}", all.empty() ? "" : "\n", entry.record, entry.old_value,
                   entry.new_value, entry.because);
  }
  return all;
}

TEST(history_writes_one_line_a_change) {
  CHECK_TEXT(history_with("", an_entry()), kLine);
  CHECK_TEXT(history_with(kLine, an_entry()), compose("{}{}", kLine, kLine));
  CHECK_TEXT(history_with("", {UtcTime(), "a.example AAAA", "", "2001:db8::1", ""}),
             "1970-01-01T00:00:00Z\ta.example AAAA\t\t2001:db8::1\t\n");
}

TEST(history_reads_back_what_it_wrote) {
  const auto entries = parse_history(test::Exact(kLine).view());
  CHECK(entries.size() == 1);
  CHECK(entries[0].at == kMoment);
  CHECK_TEXT(read(kLine), "home.example.com A|203.0.113.7|203.0.113.8|wan0 connected");
  CHECK_TEXT(read(history_with("", {kMoment, "a.example A", "", "192.0.2.1,192.0.2.2", ""})),
             "a.example A||192.0.2.1,192.0.2.2|");
}

// Lines of earlier versions have no seconds.
TEST(history_has_the_seconds_that_it_took) {
  HistoryEntry entry = an_entry();
  entry.took = Seconds(0);
  const std::string text = history_with(kLine, entry);
  CHECK_TEXT(text, compose("{}{}\t0\n", kLine, kLine.substr(0, kLine.size() - 1)));
  const auto entries = parse_history(test::Exact(text).view());
  CHECK(entries.size() == 2 && !entries[0].took && entries[1].took == Seconds(0));
  CHECK_TEXT(history_with(text, entries[1]), compose("{}{}", text, text.substr(kLine.size())));
}

TEST(history_keeps_the_order) {
  std::string text;
  for (const char* record : {"1", "2", "3"}) text = history_with(text, an_entry(record));
  CHECK_TEXT(read(text),
             "1|203.0.113.7|203.0.113.8|wan0 connected\n2|203.0.113.7|203.0.113.8|wan0 connected\n"
             "3|203.0.113.7|203.0.113.8|wan0 connected");
}

TEST(history_skips_damaged_lines) {
  const struct {
    const char* label;
    std::string_view line;
  } rows[] = {
      {"nothing", ""},
      {"line ends", "\n\n\n"},
      {"cut in front of its end", "2015-08-30T12:36:00Z\tr\told\tnew\twan0 conn"},
      {"cut in its address", "2015-08-30T12:36:00Z\tr\told\t203.0.113"},
      {"four fields", "2015-08-30T12:36:00Z\tr\told\tnew\n"},
      {"no seconds", "2015-08-30T12:36:00Z\tr\told\tnew\tbecause\tmore\n"},
      {"seconds cut off", "2015-08-30T12:36:00Z\tr\told\tnew\tbecause\t\n"},
      {"negative seconds", "2015-08-30T12:36:00Z\tr\told\tnew\tbecause\t-3\n"},
      {"seven fields", "2015-08-30T12:36:00Z\tr\told\tnew\tbecause\t3\t4\n"},
      {"no time", "\tr\told\tnew\tbecause\n"},
      {"no moment", "2015-02-30T12:36:00Z\tr\told\tnew\tbecause\n"},
      {"another time zone", "2015-08-30T12:36:00+02:00\tr\told\tnew\tbecause\n"},
      {"no record", "2015-08-30T12:36:00Z\t\told\tnew\tbecause\n"},
      {"no new value", "2015-08-30T12:36:00Z\tr\told\t\tbecause\n"},
      {"blanks for tabs", "2015-08-30T12:36:00Z r old new because\n"},
      {"zeros of a flash that lost power", "\0\0\0\0\0\0\0\0\n"sv},
      {"JSON", "{\"version\":1}\n"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.label, read(row.line), "");
    CHECK_TEXT_ROW(row.label, history_with(row.line, an_entry()), kLine);
    // The damage of one line takes nothing from those before it.
    CHECK_TEXT_ROW(row.label, history_with(compose("{}{}", kLine, row.line), an_entry("next")),
                   compose("{}{}", kLine, history_with("", an_entry("next"))));
  }
  CHECK_TEXT(read(compose("rubbish\n{}", kLine)), read(kLine));
}

TEST(history_escapes_what_would_break_a_line) {
  const HistoryEntry entry = {kMoment, "a\tb", "old\n2015-08-30T12:36:00Z", "\x1b[2J\r",
                              "\xc3\xa4\\t\x7f"};
  const std::string text = history_with("", entry);
  CHECK_TEXT(text,
             "2015-08-30T12:36:00Z\ta\\x09b\told\\x0a2015-08-30T12:36:00Z\t\\x1b[2J\\x0d\t"
             "\\xc3\\xa4\\t\\x7f\n");
  CHECK_TEXT(history_with(text, entry), text + text);
  // A line that somebody else wrote is as safe to show.
  CHECK_TEXT(read("2015-08-30T12:36:00Z\ta\told\tnew\t\x1b[2J\n"), "a|old|new|\\x1b[2J");
}

TEST(history_cuts_fields_at_300_bytes) {
  const struct {
    const char* label;
    std::string because;
    std::string shown;
  } rows[] = {
      {"300", std::string(300, 'x'), std::string(300, 'x')},
      {"301", std::string(301, 'x'), std::string(297, 'x') + "..."},
      {"long", std::string(100'000, 'x'), std::string(297, 'x') + "..."},
      {"escaped", std::string(297, 'x') + "\n", std::string(297, 'x') + "..."},
      {"escaped and as long as allowed", std::string(296, 'x') + "\n",
       std::string(296, 'x') + "\\x0a"},
  };
  for (const auto& row : rows) {
    auto entry = an_entry("a");
    entry.because = row.because;
    const std::string text = history_with("", entry);
    CHECK_TEXT_ROW(row.label, read(text), "a|203.0.113.7|203.0.113.8|" + row.shown);
    CHECK_ROW(row.label, history_with(text, entry) == text + text);
  }
}

TEST(history_keeps_the_last_50) {
  std::string text;
  for (int i = 1; i <= 60; ++i) text = history_with(text, an_entry(to_text(i)));
  const auto entries = parse_history(text);
  CHECK(entries.size() == kMaxHistoryEntries);
  CHECK_TEXT(entries.front().record, "11");
  CHECK_TEXT(entries.back().record, "60");
}

TEST(history_holds_its_size) {
  const std::string longest(300, 'x');
  const HistoryEntry entry = {kMoment, longest, longest, longest, longest};
  const std::string line = history_with("", entry);
  CHECK(line.size() == 1'225);
  std::string text;
  for (int i = 0; i < 20; ++i) text = history_with(text, entry);
  CHECK(text.size() == 6 * line.size());
  // An entry of exactly what is left fits in, and one byte more takes the oldest one's place.
  const std::size_t left = kMaxHistoryBytes - 6 * line.size();
  HistoryEntry last = {kMoment, "a", std::string(300, 'y'), std::string(300, 'y'), ""};
  last.because = std::string(left - history_with("", last).size(), 'z');
  CHECK(history_with(text, last).size() == kMaxHistoryBytes);
  last.because += 'z';
  CHECK(history_with(text, last).size() == kMaxHistoryBytes + 1 - line.size());
  // A file that somebody made larger shrinks to its end.
  std::string large;
  for (int i = 0; i < 1'000; ++i) large += kLine;
  CHECK(history_with(large, an_entry("last")).ends_with(history_with("", an_entry("last"))));
  CHECK(parse_history(history_with(large, an_entry("last"))).size() == kMaxHistoryEntries);
}

}  // namespace
}  // namespace wan53
