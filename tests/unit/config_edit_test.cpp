// SPDX-License-Identifier: MIT
// Edits of wan53.conf change the lines that they are about, and no others.
#include "ddns/config_edit.h"

#include "base/compose.h"
#include "base/text.h"
#include "ddns/config.h"
#include "test.h"

namespace wan53 {
namespace {

constexpr std::string_view kText =
    "# mine\n"
    "[publish]\n"
    "\t# often\n"
    "check-interval =  1h  \r\n"
    "\n"
    "# the house\n"
    "[record  home.example.com]\n"
    "Source = wan\n"
    "; not public\n"
    "zone=Z1\n"
    "# the office\n"
    "[record b.example.com]\n"
    "source = static 198.51.101.7";

TEST(config_edit_replaces_a_value_in_place) {
  const struct {
    std::string_view section, key, value;
    const char* from;
    const char* to;
  } rows[] = {
      {"publish", "check-interval", "6h", "=  1h  \r\n", "=  6h  \r\n"},
      {"record home.example.com", "source", "interface eth0", "Source = wan",
       "Source = interface eth0"},
      {"record home.example.com", "zone", "Z22", "zone=Z1", "zone=Z22"},
      {"record b.example.com", "source", "internet", "static 198.51.101.7", "internet"},
      // Removed, added after the last key, and added to a last line that is open.
      {"record home.example.com", "zone", "", "zone=Z1\n", ""},
      {"record home.example.com", "ttl", "60", "zone=Z1\n", "zone=Z1\nttl = 60\n"},
      {"publish", "daemon", "no", "1h  \r\n", "1h  \r\ndaemon = no\n"},
      {"record b.example.com", "ttl", "60", "198.51.101.7", "198.51.101.7\nttl = 60\n"},
      // Sections that are not there yet.
      {"aws", "region", "eu-west-1", "# mine\n", "[aws]\nregion = eu-west-1\n\n# mine\n"},
      {"record c.example.com", "type", "A", "198.51.101.7",
       "198.51.101.7\n\n[record c.example.com]\ntype = A\n"},
      // Nothing to remove.
      {"record b.example.com", "zone", "", "", ""},
      {"aws", "region", "", "", ""},
  };
  for (const auto& row : rows) {
    std::string expected(kText);
    const std::size_t at = expected.find(row.from);
    CHECK_ROW(row.key, at != expected.npos);
    expected.replace(at, std::string_view(row.from).size(), row.to);
    CHECK_TEXT_ROW(row.key, with_value(kText, row.section, row.key, row.value), expected);
    CHECK_TEXT_ROW(row.key, value_in(expected, row.section, row.key), row.value);
  }
}

TEST(config_edit_finds_what_the_parser_finds) {
  const std::string text = compose("\xef\xbb\xbf[aws]\nregion=\n{}", kText);
  CHECK_TEXT(value_in(text, "aws", "region"), "");
  CHECK_TEXT(with_value(text, "aws", "region", "x"),
             compose("\xef\xbb\xbf[aws]\nregion= x\n{}", kText));
  CHECK_TEXT(join(record_names(kText), ","), "home.example.com,b.example.com");
  CHECK_TEXT(value_in(kText, "record home.example.com", "SOURCE"), "wan");
  CHECK_TEXT(value_in(kText, "record b.example.com", "zone"), "");
  CHECK_TEXT(value_in(kText, "record a.example.com", "zone"), "");
  CHECK(parse_config(kText, {}));
}

TEST(config_edit_puts_publish_above_the_records) {
  CHECK_TEXT(with_value("# x\n[record a.example]\n", "publish", "daemon", "no"),
             "[publish]\ndaemon = no\n\n# x\n[record a.example]\n");
  CHECK_TEXT(with_value("[aws]\nregion = x\n\n[record a.example]\n", "publish", "daemon", "no"),
             "[aws]\nregion = x\n\n[publish]\ndaemon = no\n\n[record a.example]\n");
  CHECK_TEXT(with_value("", "record a.example", "type", "A"), "[record a.example]\ntype = A\n");
}

TEST(config_edit_removes_a_section) {
  const struct {
    const char* section;
    const char* from;
    const char* to;
  } rows[] = {
      {"record home.example.com",
       "[record  home.example.com]\nSource = wan\n; not public\nzone=Z1\n", ""},
      {"record b.example.com", "[record b.example.com]\nsource = static 198.51.101.7", ""},
      {"publish", "[publish]\n\t# often\ncheck-interval =  1h  \r\n\n", ""},
      {"record none.example.com", "", ""},
  };
  for (const auto& row : rows) {
    std::string expected(kText);
    expected.replace(expected.find(row.from), std::string_view(row.from).size(), row.to);
    CHECK_TEXT_ROW(row.section, without_section(kText, row.section), expected);
  }
}

}  // namespace
}  // namespace wan53
