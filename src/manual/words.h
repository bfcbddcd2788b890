// SPDX-License-Identifier: MIT
// The long texts of the manual, which are kept out of the router's program: whatever the tables of
// commands and keys do not say themselves. As Roff::text takes them.
#pragma once

#include <span>
#include <string_view>

#include "ddns/config_keys.h"
#include "ddns/outcome.h"

namespace wan53::manual {

struct CommandWords {
  std::string_view command;  // a name in cli_commands()
  std::string_view text;
};
// None for commands whose line in the table says everything.
std::span<const CommandWords> command_words();

struct KeyWords {
  ConfigSection section;
  std::string_view key;  // a name in config_keys()
  std::string_view example;
  std::string_view text;   // `%` stands for `number`
  std::size_t number = 0;  // a limit
};
// One for each key.
std::span<const KeyWords> key_words();

std::string_view exit_words(ExitStatus status);

// A name, such as an environment variable, and what it is for.
struct Entry {
  std::string_view name;
  std::string_view text;
};
std::span<const Entry> variables();
std::span<const Entry> signals();
std::span<const Entry> sources();

}  // namespace wan53::manual
