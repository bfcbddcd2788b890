// SPDX-License-Identifier: MIT
// What a person who asks, or mistypes, is told: help for each command, and the nearest word.
#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "cli/command_table.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr std::size_t kNarrow = 60;

std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) longest = std::max(longest, take_until(text, '\n').size());
  return longest;
}

// With blanks and line ends of any number as one blank, to find what may be broken anywhere.
std::string unbroken(std::string_view text) {
  std::string whole;
  for (const auto word : words(text)) whole += compose("{} ", word);
  return whole;
}

std::string told(std::initializer_list<std::string_view> arguments) {
  Fixture f;
  return f.run(arguments) == 0 ? f.terminal.out_text : f.terminal.err_text;
}

TEST(help_has_every_command_and_exit_status_and_is_narrow) {
  const std::string help = told({"help"});
  CHECK(longest_line(help) <= kNarrow);
  const std::string whole = unbroken(help);
  for (const auto& command : cli_commands()) {
    CHECK_ROW(command.name.data(),
              has(whole, compose(" {} {}", command.name, unbroken(command.help))));
  }
  for (const auto& [status, meaning] : kExitMeanings) {
    CHECK_ROW(meaning.data(), has(whole, compose(" {} {} ", to_text(status), meaning)));
  }
  CHECK_TEXT(told({"--help"}), help);
  CHECK_TEXT(told({"-h"}), help);
  // Every error's exit status has its meaning.
  for (const Errc code : {Errc::usage, Errc::config, Errc::retry, Errc::wait, Errc::user,
                          Errc::unconfirmed, Errc::bug}) {
    int meanings = 0;
    for (const auto& known : kExitMeanings) meanings += known.status == exit_status(code) ? 1 : 0;
    CHECK(meanings == 1);
  }
}

TEST(help_of_each_command_has_what_it_takes_and_is_narrow) {
  for (const auto& command : cli_commands()) {
    Fixture f;
    std::vector<std::string_view> arguments = words(command.name);
    arguments.push_back("--help");
    CHECK_ROW(command.name.data(), run_cli(f.ports, arguments) == 0);
    CHECK_ROW(command.name.data(), longest_line(f.terminal.out_text) <= kNarrow);
    const std::string whole = unbroken(f.terminal.out_text);
    CHECK_ROW(command.name.data(), has(whole, compose("wan53 {} ", command.name)));
    CHECK_ROW(command.name.data(), has(whole, unbroken(command.help)));
    CHECK_ROW(command.name.data(), has(whole, unbroken(command.arguments)));
    for (const auto& option : cli_options()) {
      const std::string entry = compose(" {} {}", usage_of(option), unbroken(option.help));
      CHECK_ROW(command.name.data(), has(whole, entry) == command.takes(option.name));
    }
  }
}

TEST(help_is_found_in_every_way_that_people_ask) {
  const std::string update = told({"update", "--help"});
  CHECK(has(update, "--dry-run") && !has(update, "--self"));
  CHECK_TEXT(told({"help", "update"}), update);
  CHECK_TEXT(told({"update", "-h"}), update);
  CHECK_TEXT(told({"update", "--force", "--help"}), update);
  CHECK_TEXT(told({"-c", "/x", "update", "--help"}), update);
  const std::string config = told({"help", "config"});
  for (const auto& command : cli_commands()) {
    CHECK_ROW(command.name.data(), has(config, compose("wan53 {} ", command.name)) ==
                                       command.name.starts_with("config "));
  }
  CHECK_TEXT(told({"config", "--help"}), config);
  CHECK_TEXT(told({"help", "config", "show"}), told({"config", "show", "--help"}));
  CHECK_TEXT(told({"--version"}), told({"version"}));
}

TEST(help_names_the_places_of_this_machine) {
  const struct {
    const char* label;
    bool router;
    unsigned user;
    std::vector<std::pair<std::string, std::string>> environment;
    std::vector<std::string_view> arguments;
    std::vector<const char*> says;
  } rows[] = {
      {"root", false, 0, {}, {"help"}, {"config /etc/wan53/wan53.conf", "state /var/lib/wan53"}},
      {"router",
       true,
       0,
       {},
       {"help"},
       {"config /jffs/addons/wan53/wan53.conf", "state /jffs/addons/wan53"}},
      {"another user",
       false,
       7,
       {{"HOME", "/home/me"}},
       {"help"},
       {"config /home/me/.config/wan53/wan53.conf", "state /home/me/.local/state/wan53"}},
      {"moved",
       false,
       0,
       {{"XDG_STATE_HOME", "/s"}},
       {"--help"},
       {"config /etc/wan53/wan53.conf", "state /s/wan53"}},
      {"named", false, 0, {}, {"-c", "/my/own", "help"}, {"config /my/own", "state /var/lib"}},
      {"nowhere", false, 7, {}, {"help"}, {"config, state HOME is not set; set it,"}},
  };
  for (const auto& row : rows) {
    FakeWorld world;
    if (row.router) CHECK(world.files.make_private_folder("/jffs/addons/wan53"));
    world.ports.user_id = row.user;
    for (const auto& variable : row.environment) {
      world.environment.variables.push_back(variable);
    }
    CHECK_ROW(row.label, run_cli(world.ports, row.arguments) == 0);
    for (const char* says : row.says) {
      CHECK_ROW(says, has(unbroken(world.terminal.out_text), says));
    }
  }
}

TEST(mistyped_words_are_answered_with_the_nearest) {
  const struct {
    std::vector<std::string_view> arguments;
    const char* says;
  } rows[] = {
      {{"updat"}, "unknown command updat; did you mean update?"},
      {{"UPDATE"}, "unknown command UPDATE; did you mean update?"},
      {{"dcotor", "--self"}, "unknown command dcotor; did you mean doctor?"},
      {{"conifg", "show"}, "unknown command conifg; did you mean config?"},
      {{"config", "chek"}, "unknown command config chek; did you mean config check?"},
      {{"help", "stauts"}, "unknown command stauts; did you mean status?"},
      {{"stauts", "--help"}, "unknown command stauts; did you mean status?"},
      {{"config"},
       "unknown command config; expected one of config check, config show, config apply, config "
       "export, config records, config hosts"},
      {{"config", "delete"}, "unknown command config delete; expected one of config check, "},
      {{"publish"}, "unknown command publish; expected one of update, status, history, "},
      {{"pub\nlish"}, "unknown command pub\\x0alish; expected"},
      {{"update", "--forse"}, "update: unknown option --forse; did you mean --force?"},
      {{"update", "--pi=1.2.3.4"}, "update: unknown option --pi; did you mean --ip?"},
      {{"update", "force"}, "update: unknown argument force; did you mean --force?"},
      {{"status", "--jsno"}, "status: unknown option --jsno; did you mean --json?"},
      // It exists, but not for this command.
      {{"status", "--force"}, "status: unknown option --force; expected one of -c, --json"},
      {{"version", "--long"}, "version: unknown option --long; expected none"},
  };
  for (const auto& row : rows) {
    Fixture f;
    CHECK_ROW(row.says, run_cli(f.ports, row.arguments) == 1);
    CHECK_ROW(f.terminal.err_text.c_str(),
              f.terminal.err_text.starts_with(compose("wan53: {}", row.says)));
    CHECK_TEXT_ROW(row.says, f.terminal.out_text, "");
  }
}

// Both the reader of the command line and the lists of words rely on it.
TEST(commands_that_begin_alike_stand_together_the_longer_first) {
  std::vector<std::string_view> first_words;
  std::string_view before;
  for (const auto& command : cli_commands()) {
    const std::string_view first = words(command.name).front();
    if (!first_words.empty() && first_words.back() == first) {
      CHECK_ROW(command.name.data(), !command.name.starts_with(before));
    } else {
      CHECK_ROW(command.name.data(), std::ranges::find(first_words, first) == first_words.end());
      first_words.push_back(first);
    }
    before = command.name;
    for (const auto option : words(command.options)) {
      CHECK_ROW(command.name.data(), std::ranges::any_of(cli_options(), [&](const Option& known) {
                  return known.name == option;
                }));
    }
  }
}

}  // namespace
}  // namespace wan53
