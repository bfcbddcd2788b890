// SPDX-License-Identifier: MIT
#include "ddns/mask.h"

#include <algorithm>

#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kShown = 2;
constexpr std::size_t kAccountDigits = 12;
constexpr std::size_t kKeyIdLength = 16;  // IAM: 16 to 128
constexpr std::size_t kShortestZoneId = 8;
constexpr std::size_t kUsualZoneId = 13;  // those that Route 53 gives have as many or more

bool is_upper_alnum(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); }

// `word` holds capitals and digits.
bool is_identifier(std::string_view word) {
  if (word.size() == kAccountDigits && std::ranges::all_of(word, is_digit)) return true;
  if (word.size() >= kKeyIdLength && (word.starts_with("AKIA") || word.starts_with("ASIA"))) {
    return true;
  }
  return word.starts_with('Z') &&
         (word.size() >= kUsualZoneId ||
          (word.size() >= kShortestZoneId && std::ranges::any_of(word, is_digit)));
}

}  // namespace

std::string masked(std::string_view text) {
  std::string result(text);
  // By runs of capitals and digits: an escape right before one (\n, \x0a, %2F) must not hide it.
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && is_upper_alnum(text[end])) ++end;
    const std::string_view word = text.substr(begin, end - begin);
    const bool is_escaped = begin > 0 && text[begin - 1] == '%' && word.size() > 2;
    if (is_escaped && !is_identifier(word)) begin += 2;
    if (is_identifier(text.substr(begin, end - begin))) {
      std::fill(result.begin() + static_cast<std::ptrdiff_t>(begin + kShown),
                result.begin() + static_cast<std::ptrdiff_t>(end - kShown), '*');
    }
    begin = std::max(end, begin + 1);
  }
  return result;
}

}  // namespace wan53
