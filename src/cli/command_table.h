// SPDX-License-Identifier: MIT
// The commands and options, each described once. Parsing, `help` and src/manual, which makes the
// manual page and the completion, all use these tables.
#pragma once

#include <span>
#include <string_view>

#include "cli/cli.h"

namespace wan53 {

struct Option {
  std::string_view name;
  bool Options::*flag;          // either a switch
  std::string Options::*value;  // or an option with a value
  std::string_view value_name;
  std::string_view help;
};

struct Command {
  std::string_view name;  // one word or two
  std::string_view help;
  std::string_view options;  // the names of those it takes, separated by spaces
  Result<ExitStatus> (*run)(const Ports&, const Options&);
  std::string_view arguments = {};  // the words that it takes besides, such as "EVENT [ARG...]"

  bool takes(std::string_view option) const;
};

std::span<const Option> cli_options();
// In the order of the help. Those that begin with the same word stand together, the longer ones
// first.
std::span<const Command> cli_commands();

// "--ip ADDRESS".
std::string usage_of(const Option& option);

// For words that no command begins with: names the nearest, or those that there are.
Failure unknown_command(std::span<const std::string_view> typed);

}  // namespace wan53
