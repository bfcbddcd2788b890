// SPDX-License-Identifier: MIT
// `wan53 help`: plain text, narrow enough for the smallest terminal, made from the command table.
#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "cli/command_table.h"
#include "ddns/outcome.h"
#include "settings/places.h"

namespace wan53 {
namespace {

constexpr std::size_t kWidth = 60;
constexpr std::size_t kColumn = 18;  // where the texts of a list begin

// Appends a line that begins with `head`, and the words of `text` from `column` on; what does not
// fit goes to further lines. A longer word than a line stays whole.
void add_item(std::string& to, std::string_view head, std::string_view text,
              std::size_t column = kColumn) {
  std::string line(head);
  line.resize(std::max(line.size(), column), ' ');
  std::string_view blank = line.size() > column ? " " : "";
  for (const auto word : words(text)) {
    if (line.size() + blank.size() + word.size() > kWidth && line.size() > column) {
      to += line + "\n";
      line.assign(column, ' ');
      blank = "";
    }
    line += compose("{}{}", blank, word);
    blank = " ";
  }
  to += line + "\n";
}

std::string overview(const Ports& ports, const Options& options) {
  std::string text;
  add_item(text, "", "wan53 keeps Amazon Route 53 records pointing at this machine's address.", 0);
  text += '\n';
  for (const auto& command : cli_commands()) {
    add_item(text, compose("  {}", command.name), command.help);
  }
  text += "\n`wan53 help COMMAND` tells what a command takes.\n\n";
  if (const auto places = find_places(ports, options.config_file)) {
    add_item(text, "config", places->config_file);
    add_item(text, "state", places->state_folder);
  } else {
    add_item(text, "config, state", places.error().what);
  }
  std::string_view head = "exit status";
  for (const auto& [status, meaning] : kExitMeanings) {
    add_item(text, head, compose("{} {}", to_text(status), meaning));
    head = "";
  }
  return text;
}

void add_command(std::string& text, const Command& command) {
  if (!text.empty()) text += '\n';
  add_item(text, "wan53",
           compose("{}{}{}", command.name, command.options.empty() ? " " : " [OPTION...] ",
                   command.arguments),
           6);
  add_item(text, "", command.help, 6);
  for (const auto& option : cli_options()) {
    if (command.takes(option.name)) add_item(text, compose("  {}", usage_of(option)), option.help);
  }
}

}  // namespace

std::string usage_of(const Option& option) {
  return option.value == nullptr ? std::string(option.name)
                                 : compose("{} {}", option.name, option.value_name);
}

Result<ExitStatus> help_command(const Ports& ports, const Options& options) {
  const auto& asked = options.arguments;
  std::string text;
  if (asked.empty()) text = overview(ports, options);
  for (const auto& command : cli_commands()) {
    const auto parts = words(command.name);
    if (!asked.empty() && asked.size() <= parts.size() &&
        std::equal(asked.begin(), asked.end(), parts.begin())) {
      add_command(text, command);
    }
  }
  if (text.empty()) return unknown_command(asked);
  ports.terminal->out(text);
  return kExitDone;
}

}  // namespace wan53
