// SPDX-License-Identifier: MIT
// The manual has every command, option, key, exit status and place, and no word about any other.
#include <algorithm>

#include "base/compose.h"
#include "cli/command_table.h"
#include "ddns/config_values.h"
#include "manual/pages.h"
#include "manual/roff.h"
#include "manual/words.h"
#include "router_fixture.h"
#include "settings/places.h"

namespace wan53 {
namespace {

using namespace test;
using namespace manual;

TEST(manual_words_are_about_what_there_is) {
  for (const auto& words : command_words()) {
    CHECK_ROW(words.command.data(), std::ranges::any_of(cli_commands(), [&](const Command& known) {
                return known.name == words.command;
              }));
  }
  for (const auto& words : key_words()) {
    CHECK_ROW(words.key.data(), find_config_key(words.section, words.key) != nullptr);
    CHECK_ROW(words.key.data(), (words.text.find('%') != words.text.npos) == (words.number != 0));
  }
  CHECK(sources().size() == std::size(kSources));
  for (std::size_t i = 0; i < sources().size(); ++i) CHECK_TEXT(sources()[i].name, kSources[i]);
  for (const auto& [status, meaning] : kExitMeanings) {
    CHECK_ROW(meaning.data(), !exit_words(status).empty());
  }
}

TEST(manual_has_an_example_of_every_key) {
  for (const auto& key : config_keys()) {
    const auto found = std::ranges::find_if(key_words(), [&](const KeyWords& words) {
      return words.section == key.section && words.key == key.name;
    });
    CHECK_ROW(key.name.data(), found != key_words().end());
    Draft draft;
    CHECK_ROW(key.name.data(), key.set(key, draft, found->example).has_value());
    const std::string line =
        compose(".It example\n{}\n", unbroken(compose("{} = {}", key.name, found->example)));
    CHECK_ROW(key.name.data(), has(config_page(), line));
  }
}

TEST(manual_of_the_config_has_ranges_defaults_and_needs) {
  const std::string page = config_page();
  for (const char* says : {
           ".It takes\n1m to 7d\n.It default\n6h\n",
           ".It takes\nseconds from 1 to 604800\n.It default\n120\n.It needs\nvia = route53\n",
           ".It takes\n1 to 4 URLs\n",
           ".It takes\n1 to 128 printable characters\n",
           ".It takes\n\\fB\\%yes\\fP, \\fB\\%no\\fP\n.It default\nno\n",
           ".It default\nlooked up by name\n",
       }) {
    CHECK_ROW(says, has(page, says));
  }
  std::string one_line = page;
  std::ranges::replace(one_line, '\n', ' ');
  CHECK(has(one_line, "each URL has at most 200 bytes"));
  CHECK(has(one_line, "has at most 127 bytes"));
  CHECK(!has(one_line, " % "));
}

TEST(manual_of_the_program_has_all_that_it_takes) {
  const std::string page = program_page({});
  for (const auto& command : cli_commands()) {
    CHECK_ROW(command.name.data(), has(page, compose("\n.Cm {}\n", command.name)));
    CHECK_ROW(command.name.data(), has(page, compose("\n.It Cm {}", command.name)));
  }
  for (const auto& option : cli_options()) {
    const std::string macro = option.name == "-" ? "Fl" : compose("Fl {}", option.name.substr(1));
    CHECK_ROW(option.name.data(), has(page, compose("\n.Op {}", macro)));
  }
  CHECK(has(page, "\n.Cm notify\n.Op Fl c Ar FILE\n.Ar EVENT Op Ar ARG ...\n"));
  CHECK(has(page, "\n.It Fl -ip Ar ADDRESS\nPublish this address"));
  for (const auto& places : {root_places(), user_places("~", "UID"), router_places()}) {
    for (const auto& path : {places.config_file, places.state_file(), places.run_folder}) {
      CHECK_ROW(path.c_str(), has(page, compose("\n.It Pa {}\n", path)));
    }
  }
}

TEST(manual_shows_the_members_of_each_answer) {
  CHECK(!has(program_page({}), "JSON OUTPUT"));
  const std::string page =
      program_page({{"status", R"({"description":"What is.","$defs":{"answer":{"properties":{
          "ok":{"enum":[0,3,null],"description":"how it is"},
          "a-b":{"type":"array","items":{"properties":{"c":{"description":"in a list"}}}},
          "box":{"description":"all","properties":{"d":{"description":"in it"}}},
          "run":{"oneOf":[{"type":"null"},{"properties":{"step":{"description":".x"}}}]}}}}})"},
                    {"broken", "{"}});
  CHECK(has(page, ".Sh JSON OUTPUT\n"));
  CHECK(has(page, ".Ss status\\&\nWhat is.\n"));
  CHECK(has(page, "how it is.\nOne of 0, 3 or null."));
  CHECK(has(page, "a\\-b[].c"));
  CHECK(has(page, "box.d"));
  CHECK(has(page, "run.step"));
  CHECK(!has(page, ".Ss broken"));
}

// What bash makes of it, tests/manual tries.
TEST(completion_has_a_row_for_each_command) {
  const std::string script = completion();
  for (const auto& command : cli_commands()) {
    const std::string row =
        compose("  ' {} '*) candidates+=' {} --help'", command.name, command.options);
    CHECK_ROW(command.name.data(), has(script, row));
  }
  CHECK(has(script, "  ' config' | ' help config') candidates='check show "));
  CHECK(has(script, "    --ip) expected=ADDRESS ;;\n"));
  CHECK(!has(script, "  ' update' |"));
}

// No line of a terminal has room for a whole ARN.
TEST(roff_lets_a_long_example_go_on_in_the_next_line) {
  CHECK_TEXT(unbroken("a = b.example.com:1/x"), "\\%a \\%= \\%b.example.com:1/x");
  CHECK_TEXT(
      unbroken("k = arn:aws:x::1:role/abcdefghijklmnopqrstuvwxyz.ab-cd\\e"),
      "\\%k \\%= \\%arn:\\:\\%aws:\\:\\%x:\\:\\%:\\:\\%1:\\:\\%role/\\:\\%abcdefghijklmnopqrstuvwxyz.\\:\\%ab\\-cd\\ee");
}

TEST(roff_takes_no_text_for_a_request_or_an_escape) {
  const struct {
    const char* text;
    const char* page;
  } rows[] = {
      {".Sh NO", "\\&.Sh NO\n"},
      {"'quoted", "\\&'quoted\n"},
      {"a \\fB b", "a \\efB b\n"},
      {"One. Two.", "One.\nTwo.\n"},
      {"use `a --b`. Then", "use \\fB\\%a \\%\\-\\-b\\fP.\nThen\n"},
      {"https://... as", "https://... as\n"},
      {"one\n\ntwo", "one\n.Pp\ntwo\n"},
  };
  for (const auto& row : rows) {
    Roff roff("X", "1", UtcTime(), "0", "x", "be x");
    const std::size_t head = roff.page().size();
    roff.text(row.text);
    CHECK_TEXT_ROW(row.text, roff.page().substr(head), row.page);
  }
  CHECK_TEXT(Roff("X", "1", utc_time(1'795'824'000), "0.1", "x", "be x").page(),
             ".Dd November 28, 2026\n.Dt X 1\n.Os wan53 0.1\n.Sh NAME\n.Nm x\n.Nd be x\n");
}

}  // namespace
}  // namespace wan53
