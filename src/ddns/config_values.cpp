// SPDX-License-Identifier: MIT
#include "ddns/config_values.h"

#include <algorithm>

#include "aws/ini.h"
#include "aws/url.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxInterfaceName = 127;  // ALTIFNAMSIZ, without its NUL
constexpr std::size_t kMostCheckers = 4;
constexpr std::size_t kMaxCheckerUrl = 200;

// Sorted from the largest.
struct Unit {
  char letter;
  std::int64_t seconds;
};
constexpr Unit kUnits[] = {{'d', 86'400}, {'h', 3'600}, {'m', 60}, {'s', 1}};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// True if only the lower half of the address is set.
bool is_host_id(const Address& address) {
  const std::string_view octets = address.octets();
  return octets.size() == 16 && octets.substr(0, 8) == std::string_view("\0\0\0\0\0\0\0\0", 8) &&
         octets.substr(8) != octets.substr(0, 8);
}

constexpr std::string_view kSourceForms =
    "wan, wan0, wan1, wan-all, `interface NAME` such as `interface eth0`, `static ADDRESS`, "
    "companion with via = gateway, or `prefix ::1:2:3:4` for a host of the LAN, with `on NAME` for "
    "one behind that interface";

Status check_interface(std::string_view name, std::string_view value) {
  if (name.size() <= kMaxInterfaceName && name.find('/') == name.npos) return {};
  return fail_expected(value, "an interface name of at most 127 bytes, such as eth0");
}

Result<Source> parse_word(std::string_view word, std::string_view value) {
  Source source;
  if (word == "wan") return source;
  source.kind = Source::Kind::companion;
  if (word == "companion") return source;
  source.kind = Source::Kind::wan_all;
  if (word == "wan-all") return source;
  source.kind = Source::Kind::wan_unit;
  if (word.size() != 4 || !word.starts_with("wan") || !is_digit(word[3])) {
    return fail_expected(value, kSourceForms);
  }
  source.unit = word[3] - '0';
  return source;
}

}  // namespace

Failure fail_expected(std::string_view value, std::string_view what) {
  return fail(Errc::config, {value.empty() ? "empty" : printable(value, 80), "; expected ", what});
}

// There are no inline comments, but for some keys any text is a valid value.
bool has_remark(std::string_view value) {
  for (std::size_t i = 1; i + 1 < value.size(); ++i) {
    const bool mark = value[i] == '#' || value[i] == ';';
    if (mark && is_blank(value[i - 1]) && is_blank(value[i + 1])) return true;
  }
  return false;
}

bool fits_config(std::string_view text) {
  return std::ranges::none_of(text, is_control) && trim(text) == text && !has_remark(text) &&
         text.size() < kMaxIniLineBytes / 2;
}

Result<Source> parse_source(std::string_view value) {
  const auto parts = words(value);
  if (parts.size() == 1) return parse_word(parts[0], value);
  const bool on = parts.size() == 4 && parts[0] == "prefix" && parts[2] == "on";
  if (parts.size() != 2 && !on) return fail_expected(value, kSourceForms);
  Source source;
  if (parts[0] == "interface") {
    TRY(check_interface(parts[1], value));
    source.kind = Source::Kind::interface;
    source.interface_name = parts[1];
    return source;
  }
  const auto address = Address::parse(parts[1]);
  if (parts[0] == "prefix") {
    if (!address || !is_host_id(*address)) {
      return fail_expected(value, "`prefix` and a host's id such as ::1:2:3:4");
    }
    source.kind = Source::Kind::prefix;
    source.address = *address;
    if (!on) return source;
    TRY(check_interface(parts[3], value));
    source.interface_name = parts[3];
    return source;
  }
  if (parts[0] != "static") return fail_expected(value, kSourceForms);
  if (!address) return fail_expected(value, "`static` and an address such as 198.51.100.7");
  source.kind = Source::Kind::fixed;
  source.address = *address;
  return source;
}

Result<Types> parse_types(std::string_view value) {
  Types types;
  std::string blanks(value);
  std::ranges::replace(blanks, ',', ' ');
  for (const auto word : words(blanks)) {
    if (word != "A" && word != "AAAA") return fail_expected(value, "A, AAAA or A AAAA");
    bool& wanted = types.has[word == "AAAA" ? 1 : 0];
    if (wanted) return fail_expected(value, "each type once: A, AAAA or A AAAA");
    wanted = true;
  }
  if (!types.has[0] && !types.has[1]) return fail_expected(value, "A, AAAA or A AAAA");
  return types;
}

Result<std::vector<std::string>> parse_checkers(std::string_view value) {
  const auto urls = words(value);
  if (urls.empty() || urls.size() > kMostCheckers) {
    return fail(Errc::config, {to_text(static_cast<std::int64_t>(urls.size())),
                               " URLs; expected 1 to 4, such as "
                               "https://checkip.amazonaws.com"});
  }
  std::vector<std::string> checkers;
  for (const auto url : urls) {
    // Named by its number, since a URL may contain a password.
    const std::string name = "URL " + to_text(static_cast<std::int64_t>(checkers.size()) + 1);
    if (url.size() > kMaxCheckerUrl) {
      return fail(Errc::config, {name, ": longer than 200 bytes; give a shorter one"});
    }
    auto checked = canonical_url(url);
    if (!checked) return fail(std::move(checked).error().context(name));
    checkers.push_back(*std::move(checked));
  }
  return checkers;
}

std::optional<Seconds> parse_duration(std::string_view text) {
  std::int64_t seconds = 1;
  for (const Unit& unit : kUnits) {
    if (!text.ends_with(unit.letter)) continue;
    text = trim(text.substr(0, text.size() - 1));
    seconds = unit.seconds;
    break;
  }
  const auto number = parse_unsigned(text, 1'000'000'000);
  if (!number) return std::nullopt;
  return Seconds(static_cast<std::int64_t>(*number) * seconds);
}

std::string duration_value(Seconds length) {
  const std::int64_t seconds = length.count();
  const Unit* unit = kUnits;
  while (seconds % unit->seconds != 0) ++unit;
  return to_text(seconds / unit->seconds) + unit->letter;
}

}  // namespace wan53
