// SPDX-License-Identifier: MIT
#include "aws/credential_process.h"

#include "base/text.h"

namespace wan53 {

Result<std::vector<std::string>> parse_credential_process(std::string_view text) {
  std::vector<std::string> words;
  bool quoted = false;
  bool in_word = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (is_space(c) && !quoted) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (c != '"') words.back() += c;
  }
  if (quoted) return fail(Errc::config, "expected a second '\"'");
  if (words.empty() || !words.front().starts_with('/')) {
    return fail(Errc::config, "expected the program's absolute path, then its arguments");
  }
  return words;
}

Result<std::string> check_credential_process(std::string_view text) {
  TRY(parse_credential_process(text));
  return std::string(text);
}

}  // namespace wan53
