// SPDX-License-Identifier: MIT
#include "ddns/mask.h"

#include <algorithm>
#include <optional>

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kShown = 2;
constexpr std::size_t kAccountDigits = 12;
constexpr std::size_t kKeyIdLength = 16;  // IAM: 16 to 128
constexpr std::size_t kShortestZoneId = 8;
constexpr std::size_t kUsualZoneId = 13;  // Route 53 issues ids of this length or more
// IAM User Guide, "IAM identifiers": unique identifiers.
constexpr std::string_view kIdStarts[] = {"AKIA", "ASIA", "AIDA", "AROA", "AGPA", "ANPA"};

struct Escape {
  std::string_view start;
  std::size_t digits;
};
// In a URL, in our own log lines, in a name of Route 53.
constexpr Escape kEscapes[] = {{"%", 2}, {"\\x", 2}, {"\\", 3}};

bool is_upper_alnum(char c) { return is_digit(c) || is_upper(c); }

// The kind of identifier that `word`, of capitals and digits, is.
std::optional<std::string_view> identifier(std::string_view word) {
  if (word.size() == kAccountDigits && std::ranges::all_of(word, is_digit)) return "ACCOUNT_ID";
  if (word.size() >= kKeyIdLength && std::ranges::any_of(kIdStarts, [&](std::string_view start) {
        return word.starts_with(start);
      })) {
    return "KEY_ID";
  }
  if (word.starts_with('Z') &&
      (word.size() >= kUsualZoneId ||
       (word.size() >= kShortestZoneId && std::ranges::any_of(word, is_digit)))) {
    return "ZONE_ID";
  }
  return std::nullopt;
}

bool is_escape(std::string_view text, const Escape& escape) {
  if (!text.starts_with(escape.start)) return false;
  const std::string_view digits = text.substr(escape.start.size(), escape.digits);
  return digits.size() == escape.digits &&
         std::ranges::all_of(digits, [](char c) { return hex_value(c) >= 0; });
}

// The end of an escape whose last digits are at `begin`; `begin` if there is none.
std::size_t past_escape(std::string_view text, std::size_t begin) {
  for (const Escape& escape : kEscapes) {
    for (std::size_t before = 0; before < escape.digits; ++before) {
      const std::size_t length = escape.start.size() + before;
      if (begin >= length && is_escape(text.substr(begin - length), escape)) {
        return begin - length + escape.start.size() + escape.digits;
      }
    }
  }
  return begin;
}

// Calls found(begin, end, kind) for each identifier.
template <typename Found>
void each_identifier(std::string_view text, Found found) {
  // Looks at runs of capitals and digits. If a run is not an identifier, it may be one without the
  // digits of an escape at its start.
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && is_upper_alnum(text[end])) ++end;
    auto what = identifier(text.substr(begin, end - begin));
    if (!what && end > begin) {
      begin = std::min(past_escape(text, begin), end);
      what = identifier(text.substr(begin, end - begin));
    }
    if (what) found(begin, end, *what);
    begin = std::max(end, begin + 1);
  }
}

constexpr std::size_t kSecretLength = 40;

// '%' and '\\' are part of an escape.
bool is_of_secret(char c) { return is_alnum(c) || c == '/' || c == '+' || c == '%' || c == '\\'; }

// IAM names contain none of these.
bool ends_name(char c) {
  return is_space(c) || is_control(c) || std::string_view("\"'`<\\").find(c) != std::string::npos;
}

void mask_names(std::string& text) {
  for (const std::string_view start : {":user/", ":assumed-role/"}) {
    for (std::size_t at = text.find(start); at != text.npos; at = text.find(start, at)) {
      at += start.size();
      for (; at < text.size() && !ends_name(text[at]); ++at) text[at] = '*';
    }
  }
}

}  // namespace

std::string without_secrets(std::string_view text) {
  std::string result(text);
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    std::size_t end = begin;
    while (end < text.size() && is_of_secret(text[end])) ++end;
    const std::string_view run = text.substr(begin, end - begin);
    if (run.size() >= kSecretLength &&
        std::ranges::any_of(run, [](char c) { return is_upper(c); }) &&
        std::ranges::any_of(run, [](char c) { return is_lower(c); })) {
      result.replace(begin, run.size(), run.size(), '*');
    }
    begin = end;
  }
  return result;
}

bool is_secret(std::string_view text) {
  return text.size() == kSecretLength && text.front() != '/' &&
         without_secrets(text) == std::string(kSecretLength, '*');
}

Status check_shareable(std::string_view text, std::string_view path) {
  for (std::int64_t line = 1; !text.empty(); ++line) {
    const std::string_view content = take_until(text, '\n');
    const bool has_program = lower(content).find("credential-process") != content.npos;
    if (has_program || without_secrets(content) != content) {
      return fail(Errc::config, "{}:{}: {}, so the web page does not get this file; {}", path, line,
                  has_program ? "a program's arguments may be secret" : "looks like a secret key",
                  has_program ? "edit it over SSH" : "keys belong in the credentials file");
    }
  }
  return {};
}

std::string masked(std::string_view text) {
  std::string result = without_secrets(text);
  each_identifier(text, [&](std::size_t begin, std::size_t end, std::string_view) {
    std::fill(result.begin() + static_cast<std::ptrdiff_t>(begin + kShown),
              result.begin() + static_cast<std::ptrdiff_t>(end - kShown), '*');
  });
  mask_names(result);
  return result;
}

std::string as_form(std::string_view text) {
  std::string result;
  std::size_t done = 0;
  each_identifier(text, [&](std::size_t begin, std::size_t end, std::string_view what) {
    result += compose("{}{}", text.substr(done, begin - done), what);
    done = end;
  });
  result += text.substr(done);
  return result;
}

}  // namespace wan53
