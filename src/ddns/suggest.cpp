// SPDX-License-Identifier: MIT
#include "ddns/suggest.h"

#include <algorithm>

#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kFarthest = 2;
constexpr std::size_t kLongestWord = 40;

std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = i;
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i]) == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string suggest(std::string_view word, const std::vector<std::string_view>& known) {
  std::string all;
  std::string_view nearest;
  // Fewer edits than letters: otherwise any short word would match.
  std::size_t fewest = std::min(kFarthest + 1, word.size());
  for (const auto candidate : known) {
    all += all.empty() ? "expected one of " : ", ";
    all += candidate;
    if (word.size() > kLongestWord) continue;
    if (const std::size_t edits = edits_between(word, candidate); edits < fewest) {
      nearest = candidate;
      fewest = edits;
    }
  }
  return nearest.empty() ? all : "did you mean " + std::string(nearest) + "?";
}

}  // namespace wan53
