// SPDX-License-Identifier: MIT
#include "aws/endpoint.h"
#include "base/compose.h"
#include "base/text.h"
#include "cli/command_table.h"
#include "manual/pages.h"
#include "manual/roff.h"
#include "manual/words.h"
#include "settings/places.h"
#include "settings/version.h"

namespace wan53::manual {
namespace {

// "Fl -ip Ar ADDRESS", for a line of mdoc. The option `-` is Fl alone.
std::string option_macro(const Option& option) {
  std::string text = option.name == "-" ? "Fl" : compose("Fl {}", option.name.substr(1));
  if (option.value != nullptr) text += compose(" Ar {}", option.value_name);
  return text;
}

// "Ar EVENT Op Ar ARG ..." for "EVENT [ARG...]".
std::string argument_macros(std::string_view arguments) {
  std::string text;
  for (auto word : words(arguments)) {
    const bool optional = word.starts_with('[');
    if (optional) word = word.substr(1, word.size() - 2);
    const bool several = word.ends_with("...");
    if (several) word.remove_suffix(3);
    text += compose("{}{}{}", optional ? " Op Ar " : " Ar ", word, several ? " ..." : "");
  }
  return text;
}

void add_synopsis(Roff& page) {
  page.section("SYNOPSIS");
  for (const auto& command : cli_commands()) {
    page.macro(".Nm");
    page.macro(compose(".Cm {}", command.name));
    for (const auto& option : cli_options()) {
      if (command.takes(option.name)) page.macro(compose(".Op {}", option_macro(option)));
    }
    const std::string arguments = argument_macros(command.arguments);
    if (!arguments.empty()) page.macro(compose(".{}", std::string_view(arguments).substr(1)));
  }
}

// A help text as a sentence: capitalized, with a full stop.
std::string sentence(std::string_view help) {
  std::string text(help);
  if (is_lower(text.front())) text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text + ".";
}

void add_command(Roff& page, const Command& command) {
  page.macro(compose(".It Cm {}{}", command.name, argument_macros(command.arguments)));
  page.text(sentence(command.help));
  for (const auto& more : command_words()) {
    if (more.command == command.name) page.text(more.text);
  }
  bool any = false;
  for (const auto& option : cli_options()) {
    if (option.name == "-c" || !command.takes(option.name)) continue;
    if (!any) page.begin_list(true);
    any = true;
    page.macro(compose(".It {}", option_macro(option)));
    page.text(sentence(option.help));
  }
  if (any) page.end_list();
}

void add_commands(Roff& page) {
  page.section("COMMANDS");
  page.text(
      "Every command takes `-c FILE`: the config, instead of the usual place. All configs of one "
      "user share the files of FILES and one daemon, which serves the config that it was started "
      "with. `--help` after a command, or `wan53 help` before it, says what it takes.");
  page.begin_list();
  for (const auto& command : cli_commands()) add_command(page, command);
  page.end_list();
}

void add_entries(Roff& page, std::string_view section, std::span<const Entry> entries) {
  page.section(section);
  page.begin_list();
  for (const auto& [name, text] : entries) {
    page.term(name);
    page.text(text);
  }
}

void add_environment(Roff& page) {
  add_entries(page, "ENVIRONMENT", variables());
  for (const auto& [service, name] : kEndpointVariables) {
    page.term(name);
    page.text("The URL of this service, instead of AWS's own.");
  }
  page.end_list();
  page.text(
      "These win over the config, as in every AWS tool. Relative paths in them start from where "
      "wan53 was started. Programs that wan53 runs get none of the variables that begin with `AWS_`.");
}

void add_places(Roff& page, std::string_view whose, const Places& places) {
  page.subsection(whose);
  page.begin_list(true);
  const auto add = [&page](const std::string& path, std::string_view text) {
    page.macro(compose(".It Pa {}", path));
    page.text(text);
  };
  add(places.config_file, "The config, see `wan53.conf`(5).");
  add(folder_of(places.config_file) + "/credentials", "The access key, for its owner alone.");
  add(places.state_file(), "What was published where.");
  add(places.history_file(), "The last changes.");
  add(places.run_folder,
      "What lasts until a reboot: the last round, the lock, the daemon's socket.");
  page.end_list();
}

void add_exit_statuses(Roff& page) {
  page.section("EXIT STATUS");
  page.begin_list(true);
  for (const auto& [status, meaning] : kExitMeanings) {
    page.term(to_text(status));
    page.text(compose("{} {}", sentence(meaning), exit_words(status)));
  }
  page.end_list();
}

void add_example(Roff& page, std::string_view text, std::string_view lines) {
  page.text(text);
  page.literal(lines);
}

void add_examples(Roff& page) {
  page.section("EXAMPLES");
  add_example(page, "The first config and key, then what a round would do, then the round:",
              "wan53 setup\nwan53 update --dry-run\nwan53 update\n");
  add_example(page, "The daemon, with `cron`(8) to start it after a reboot:",
              "wan53 start\n*/5 * * * * root wan53 ensure\n");
  add_example(page, "Without a daemon (`daemon = no`), rounds by `cron`(8):",
              "*/5 * * * * root wan53 update --if-due\n");
  add_example(page, "The policy for the key's user:", "wan53 iam-policy >policy.json\n");
  add_example(page, "See that it works:",
              "wan53 status\nwan53 doctor\ndig +short home.example.com @1.1.1.1\n");
}

}  // namespace

std::string program_page(const std::vector<Schema>& schemas) {
  Roff page("WAN53", "8", built_at(), version(), "wan53",
            "keep Amazon Route 53 records pointing at this machine's address");
  add_synopsis(page);
  page.section("DESCRIPTION");
  page.text(
      "`wan53` finds out the public address of a router or a Linux machine and publishes it in "
      "Amazon Route 53, directly or through a gateway of the user's own. It writes only what "
      "differs from what Route 53 has just answered, and never removes a record.\n\n"
      "Results go to standard output, errors to standard error.");
  add_commands(page);
  add_schemas(page, schemas);
  add_entries(page, "SIGNALS", signals());
  page.end_list();
  add_environment(page);
  page.section("FILES");
  add_places(page, "Root", root_places());
  add_places(page, "Other users", user_places("~", "UID"));
  add_places(page, "A router with Asuswrt-Merlin", router_places());
  add_exit_statuses(page);
  add_examples(page);
  page.section("SEE ALSO");
  page.macro(".Xr wan53.conf 5 ,");
  page.macro(".Xr cron 8");
  return page.page();
}

}  // namespace wan53::manual
