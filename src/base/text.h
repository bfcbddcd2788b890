// SPDX-License-Identifier: MIT
// Text, numbers and bytes, independent of the locale; no allocation if a view is enough.
//
// Everything works on ASCII: a byte above 127 is never a letter, a space or a digit. Views returned
// point into the argument.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wan53 {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_alnum(char c) { return is_digit(c) || is_lower(c) || is_upper(c); }
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
constexpr char lower(char c) { return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c; }
// The value of a hexadecimal digit, or -1.
int hex_value(char c);

std::string lower(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);

std::string join(const std::vector<std::string>& pieces, std::string_view separator);
// With `separator` in front, unless the list is empty.
void append_item(std::string& list, std::string_view separator, std::string_view item);
// Unless `text` is there already.
void append_once(std::vector<std::string>& texts, std::string text);
// The folder of a path: everything before the last '/'; "." if there is none.
std::string folder_of(const std::string& path);
// The words between runs of white space; none if the text is blank.
std::vector<std::string_view> words(std::string_view text);
// Cuts the text before the first `separator` off `rest` and returns it; drops the separator. Takes
// all of `rest` if there is none.
std::string_view take_until(std::string_view& rest, char separator);

// Decimal digits only (no sign, blank or other text) and a value within [0, max], else nothing.
std::optional<std::uint64_t> parse_unsigned(std::string_view text, std::uint64_t max);
std::string to_text(std::int64_t number);

// A file's permission bits as chmod takes them: four digits, "0644".
std::string octal(unsigned mode);

std::string hex(std::string_view bytes);
// Appends to `to`, for callers that build one buffer.
void append_hex(std::string& to, std::string_view bytes);

// RFC 3986 as SigV4 requires it: every byte except A-Z a-z 0-9 - _ . ~ becomes %XX, in upper case.
// '/' is kept if `keep_slash`.
std::string uri_encode(std::string_view text, bool keep_slash = false);
// Appends to `to`, for callers that build one buffer.
void append_uri_encoded(std::string& to, std::string_view text, bool keep_slash = false);

// For XML text and attribute values: & < > " ' as entities. Characters that XML 1.0 cannot carry
// become '?'.
std::string xml_escape(std::string_view text);

// For a terminal or a log line: control characters and bytes above 126 become \xNN, and text longer
// than `limit` bytes is cut and ends in "...".
std::string printable(std::string_view text, std::size_t limit = 200);

}  // namespace wan53
