// SPDX-License-Identifier: MIT
#include <algorithm>
#include <vector>

#include "base/compose.h"
#include "base/text.h"
#include "cli/command_table.h"
#include "manual/pages.h"

namespace wan53::manual {
namespace {

// $typed becomes the words before the cursor that are neither options nor their values, each after
// a blank; $expected is what the option before the cursor takes, such as FILE.
constexpr std::string_view kReadWords = R"bash(# SPDX-License-Identifier: MIT
# Completion of wan53's command line for bash, made from the program's own tables.

_wan53() {
  local current=${COMP_WORDS[COMP_CWORD]} typed='' expected='' candidates='' files='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [ -n "$expected" ]; then
      expected=''
      continue
    fi
    case ${COMP_WORDS[i]} in
)bash";

constexpr std::string_view kReadRest = R"bash(    -*) ;;
    *) typed+=" ${COMP_WORDS[i]}" ;;
    esac
  done
  case $expected in
  '') ;;
  FILE)
    _wan53_files "$current"
    return
    ;;
  *) return ;;
  esac
)bash";

constexpr std::string_view kReply =
    R"bash(  mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$current")
  if [ -n "$files" ]; then _wan53_files "$current"; fi
}

_wan53_files() {
  local -a names
  mapfile -t names < <(compgen -f -- "$1")
  COMPREPLY+=("${names[@]}")
  compopt -o filenames 2>/dev/null || :
}

complete -F _wan53 wan53
)bash";

// The first words of all commands; after `first`, the second words of those that begin with it.
std::string next_words(std::string_view first) {
  std::vector<std::string> next;
  for (const auto& command : cli_commands()) {
    const auto parts = words(command.name);
    if (!first.empty() && (parts.front() != first || parts.size() == 1)) continue;
    const std::string word(first.empty() ? parts.front() : parts.back());
    if (std::ranges::find(next, word) == next.end()) next.push_back(word);
  }
  return join(next, " ");
}

// "  ' config' | ' help config') candidates='check show' ;;".
std::string row(std::string_view pattern, std::string_view what) {
  return compose("  {}) {} ;;\n", pattern, what);
}

std::string value_rows() {
  std::string text;
  for (const auto& option : cli_options()) {
    if (option.value == nullptr) continue;
    text += compose("  {}", row(option.name, compose("expected={}", option.value_name)));
  }
  return text;
}

std::string word_rows() {
  std::string text = "  case $typed in\n";
  const std::string commands = next_words({});
  text += row("''", compose("candidates='{} -c --help --version'", commands));
  text += row("' help'", compose("candidates='{}'", commands));
  for (const auto first : words(commands)) {
    const std::string next = next_words(first);
    if (next.empty()) continue;
    text += row(compose("' {}' | ' help {}'", first, first), compose("candidates='{}'", next));
  }
  return text + "  esac\n";
}

std::string option_rows() {
  std::string text = "  case \"$typed \" in\n";
  for (const auto& command : cli_commands()) {
    const bool files = command.arguments.find("FILE") != std::string_view::npos;
    text += row(compose("' {} '*", command.name),
                compose("candidates+=' {} --help'{}", command.options, files ? " files=1" : ""));
  }
  return text + "  esac\n";
}

}  // namespace

std::string completion() {
  return compose("{}{}{}{}{}{}", kReadWords, value_rows(), kReadRest, word_rows(), option_rows(),
                 kReply);
}

}  // namespace wan53::manual
