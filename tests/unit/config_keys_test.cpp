// SPDX-License-Identifier: MIT
// The table of keys agrees with itself: what it says of a key's default, choices and range is what
// the config's reader takes.
#include "ddns/config_keys.h"

#include <algorithm>
#include <vector>

#include "base/compose.h"
#include "base/text.h"
#include "ddns/config_values.h"
#include "test.h"

namespace wan53 {
namespace {

bool takes(const ConfigKey& key, std::string_view value) {
  Draft draft;
  return key.set(key, draft, value).has_value();
}

TEST(config_keys_take_their_own_defaults) {
  for (const auto& key : config_keys()) {
    const std::string standard = key.standard();
    const std::string name(key.name);
    CHECK_ROW(name.c_str(), standard.empty() || takes(key, standard));
    CHECK_ROW(name.c_str(), standard.empty() || key.otherwise.empty());
    Draft draft;
    if (standard.empty() || key.section == ConfigSection::record) continue;
    CHECK(key.set(key, draft, standard));
    CHECK_TEXT_ROW(name.c_str(), config_text(draft.config), config_text(Config()));
  }
}

// A choice with its words in capitals replaced, once with what stands in brackets and once without.
std::string_view example_of(std::string_view choice, bool whole) {
  const struct {
    std::string_view form;
    std::string_view shortest;
    std::string_view longest;
  } rows[] = {
      {"internet [on NAME]", "internet", "internet on eth0"},
      {"interface NAME", "interface eth0", "interface eth0"},
      {"static ADDRESS", "static 192.0.2.1", "static 192.0.2.1"},
      {"prefix ::1:2:3:4 [on NAME]", "prefix ::1:2:3:4", "prefix ::1:2:3:4 on br1"},
  };
  for (const auto& row : rows) {
    if (row.form == choice) return whole ? row.longest : row.shortest;
  }
  return choice;
}

TEST(config_keys_take_their_choices_and_nothing_else) {
  for (const auto& key : config_keys()) {
    const std::string name(key.name);
    for (const std::string_view choice : key.choices) {
      CHECK_ROW(name.c_str(), takes(key, example_of(choice, false)));
      CHECK_ROW(name.c_str(), takes(key, example_of(choice, true)));
    }
    CHECK_ROW(name.c_str(), !takes(key, ""));
    CHECK_ROW(name.c_str(), key.choices.empty() || !takes(key, "other"));
  }
}

// A value of so many seconds, URLs or bytes.
std::string value_of(const ConfigKey& key, std::uint32_t number) {
  if (key.kind == KeyKind::duration || key.kind == KeyKind::seconds) return to_text(number);
  if (key.kind == KeyKind::text) return std::string(number, 'x');
  return join(std::vector<std::string>(number, "https://ip.example.com"), " ");
}

TEST(config_keys_take_their_range) {
  const struct {
    ConfigSection section;
    const char* name;
    const char* range;
  } rows[] = {
      {ConfigSection::publish, "check-interval", "1m to 7d"},
      {ConfigSection::publish, "checkers", "1 to 4 URLs"},
      {ConfigSection::record, "ttl", "seconds from 1 to 604800"},
      {ConfigSection::record, "set-identifier", "1 to 128 printable characters"},
  };
  std::size_t ranges = 0;
  for (const auto& key : config_keys()) ranges += key.range().empty() ? 0 : 1;
  CHECK(ranges == std::size(rows));
  for (const auto& row : rows) {
    const ConfigKey& key = *find_config_key(row.section, row.name);
    CHECK_TEXT_ROW(row.name, key.range(), row.range);
    CHECK_ROW(row.name, takes(key, value_of(key, key.least)));
    CHECK_ROW(row.name, takes(key, value_of(key, key.most)));
    CHECK_ROW(row.name, !takes(key, value_of(key, key.least - 1)));
    CHECK_ROW(row.name, !takes(key, value_of(key, key.most + 1)));
    // The refusal tells the bounds, too.
    Draft draft;
    const Status refused = key.set(key, draft, value_of(key, key.most + 1));
    CHECK_ROW(row.name, refused.error().what.find(row.range) != std::string::npos);
  }
}

// What a person wrote comes back: the largest unit that loses nothing.
TEST(config_durations_are_shown_as_they_are_written) {
  const struct {
    const char* written;
    const char* shown;
  } rows[] = {{"6h", "6h"},     {"21600", "6h"}, {"360 m", "6h"},  {"90m", "90m"},
              {"5400s", "90m"}, {"24h", "1d"},   {"1500m", "25h"}, {"61s", "61s"}};
  for (const auto& row : rows) {
    const auto config = parse_config(
        compose("[publish]\ncheck-interval = {}\n[record a.example]\n", row.written), "c");
    CHECK_ROW(row.written, config.has_value());
    const std::string line = compose("\ncheck-interval = {}\n", row.shown);
    CHECK_ROW(row.written, config_text(*config).find(line) != std::string::npos);
  }
}

TEST(config_keys_need_keys_that_there_are) {
  for (const auto& key : config_keys()) {
    if (key.needs.key.empty()) continue;
    const std::string name(key.name);
    const ConfigKey* needed = find_config_key(key.section, key.needs.key);
    if (needed == nullptr) needed = find_config_key(ConfigSection::publish, key.needs.key);
    CHECK_ROW(name.c_str(), needed != nullptr);
    for (const auto word : words(key.needs.words)) {
      CHECK_ROW(name.c_str(), takes(*needed, word));
    }
  }
  CHECK(find_config_key(ConfigSection::aws, "ttl") == nullptr);
}

TEST(config_text_has_the_keys_in_the_order_of_the_table) {
  std::string expected;
  for (const auto& key : config_keys()) {
    if (key.standard().empty() || !fits(key.needs, Config())) continue;
    expected += compose("{} = {}\n", key.name, key.standard());
  }
  const auto config = parse_config("[record a.example]\n", "c");
  CHECK(config);
  std::string found;
  const std::string printed = config_text(*config);
  for (std::string_view rest = printed; !rest.empty();) {
    const std::string_view line = take_until(rest, '\n');
    if (!line.empty() && line.front() != '[') found += compose("{}\n", line);
  }
  CHECK_TEXT(found, expected);
}

TEST(config_durations_are_written_in_the_largest_unit) {
  const struct {
    std::int64_t seconds;
    const char* text;
  } rows[] = {{1, "1s"},     {90, "90s"},     {60, "1m"},     {5'400, "90m"},
              {3'600, "1h"}, {90'000, "25h"}, {86'400, "1d"}, {604'800, "7d"}};
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.text, duration_value(Seconds(row.seconds)), row.text);
    CHECK_ROW(row.text, parse_duration(row.text) == Seconds(row.seconds));
  }
}

// A user who is asked for one value has seen no file and no line.
TEST(config_check_names_no_place) {
  const struct {
    const char* text;
    const char* error;
  } rows[] = {
      {"[record a.example]\n", ""},
      {"[record a.example]\nttl = soon: 1\n",
       "ttl: soon: 1; expected seconds from 1 to 604800, such as 120"},
      {"[record a.example]\nttl\n", "no '=' in this line; write it as `key = value`"},
      {"", "no record; add a section such as [record home.example.com]"},
      {"[publish]\nvia = gateway\n[record a.example]\n",
       "via: gateway; expected gateway-url too, as the stack prints it"},
      {"[record a.example]\nsource = static ::1\n",
       "[record a.example]: static ::1 is not an IPv4 address for type A; set source"},
  };
  for (const auto& row : rows) {
    const Status checked = check_config(row.text);
    CHECK_TEXT_ROW(row.text, checked ? "" : checked.error().what, row.error);
  }
}

}  // namespace
}  // namespace wan53
