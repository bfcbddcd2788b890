// SPDX-License-Identifier: MIT
// Helps a person who has mistyped a word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wan53 {

// "did you mean ttl?" with the nearest of `known`, if that is at most two edits away (Levenshtein)
// and fewer than the word has letters; else "expected one of type, ttl, ...". `known` is in small
// letters; capitals in `word` are no mistake.
std::string suggest(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace wan53
