// SPDX-License-Identifier: MIT
#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace wan53 {
namespace {

constexpr char kUpperHex[] = "0123456789ABCDEF";
constexpr char kLowerHex[] = "0123456789abcdef";

void append_byte(std::string& to, char c, const char* digits) {
  const auto byte = static_cast<unsigned char>(c);
  to += digits[byte >> 4];
  to += digits[byte & 15];
}

}  // namespace

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char l = lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = lower(c);
  return result;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string join(const std::vector<std::string>& pieces, std::string_view separator) {
  std::string result;
  for (const auto& piece : pieces) {
    if (&piece != pieces.data()) result += separator;
    result += piece;
  }
  return result;
}

void append_item(std::string& list, std::string_view separator, std::string_view item) {
  if (!list.empty()) list += separator;
  list += item;
}

void append_once(std::vector<std::string>& texts, std::string text) {
  if (std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> result;
  std::size_t i = 0;
  while (i < text.size()) {
    while (i < text.size() && is_space(text[i])) ++i;
    const std::size_t start = i;
    while (i < text.size() && !is_space(text[i])) ++i;
    if (i > start) result.push_back(text.substr(start, i - start));
  }
  return result;
}

std::string_view take_until(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view head = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return head;
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text, std::uint64_t max) {
  std::uint64_t number = 0;
  // from_chars accepts '-' only for signed types, and never '+' or a blank.
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number > max) return std::nullopt;
  return number;
}

std::string to_text(std::int64_t number) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  return {digits, end};
}

void append_hex(std::string& to, std::string_view bytes) {
  std::size_t at = to.size();
  to.resize(at + 2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    to[at++] = kLowerHex[byte >> 4];
    to[at++] = kLowerHex[byte & 15];
  }
}

std::string octal(unsigned mode) {
  std::string text;
  for (int shift = 9; shift >= 0; shift -= 3) {
    text += static_cast<char>('0' + (mode >> static_cast<unsigned>(shift) & 7U));
  }
  return text;
}

std::string hex(std::string_view bytes) {
  std::string result;
  append_hex(result, bytes);
  return result;
}

void append_uri_encoded(std::string& to, std::string_view text, bool keep_slash) {
  const auto is_kept = [keep_slash](char c) {
    return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '~' || (keep_slash && c == '/');
  };
  for (std::size_t i = 0;;) {
    const std::size_t start = i;
    while (i < text.size() && is_kept(text[i])) ++i;
    to += text.substr(start, i - start);
    if (i == text.size()) return;
    to += '%';
    append_byte(to, text[i++], kUpperHex);
  }
}

std::string uri_encode(std::string_view text, bool keep_slash) {
  std::string result;
  append_uri_encoded(result, text, keep_slash);
  return result;
}

std::string xml_escape(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&apos;";
        break;
      default:
        // XML 1.0, 2.2: of the C0 controls only tab, line feed and carriage return may appear.
        result += is_control(c) && c != '\t' && c != '\n' && c != '\r' && c != 0x7f ? '?' : c;
    }
  }
  return result;
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string result;
  for (const char c : text.substr(0, limit)) {
    if (is_control(c) || static_cast<unsigned char>(c) > 126) {
      result += "\\x";
      append_byte(result, c, kLowerHex);
    } else {
      result += c;
    }
  }
  if (text.size() > limit) result += "...";
  return result;
}

}  // namespace wan53
