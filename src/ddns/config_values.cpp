// SPDX-License-Identifier: MIT
#include "ddns/config_values.h"

#include <algorithm>

#include "aws/ini.h"
#include "aws/url.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

// IFNAMSIZ, without its NUL: to such a name a socket can be bound, but to no label.
constexpr std::size_t kMaxBoundName = 15;

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

Status check_interface(std::string_view name, std::string_view value,
                       std::size_t longest = kMaxInterfaceName) {
  const bool is_label = longest < kMaxInterfaceName && name.find(':') != name.npos;
  if (name.size() <= longest && name.find('/') == name.npos && !is_label) return {};
  return fail_expected(value,
                       compose("an interface name of at most {} bytes, such as eth0", longest));
}

// Sets the kind of a source that is one word; false if there is none of that name.
bool parse_word(std::string_view word, Source& source) {
  using enum Source::Kind;
  constexpr struct {
    std::string_view word;
    Source::Kind kind;
  } kWords[] = {
      {"wan", wan}, {"wan-all", wan_all}, {"internet", internet}, {"companion", companion}};
  for (const auto& known : kWords) {
    if (known.word != word) continue;
    source.kind = known.kind;
    return true;
  }
  if (word.size() != 4 || !word.starts_with("wan") || !is_digit(word[3])) return false;
  source.kind = wan_unit;
  source.unit = word[3] - '0';
  return true;
}

}  // namespace

Failure fail_expected(std::string_view value, std::string_view what) {
  return fail(Errc::config, "{}; expected {}", value.empty() ? "empty" : printable(value, 80),
              what);
}

std::string either(std::span<const std::string_view> choices) {
  std::string text(choices[0]);
  for (std::size_t i = 1; i < choices.size(); ++i) {
    text += compose("{}{}", i + 1 < choices.size() ? ", " : " or ", choices[i]);
  }
  return text;
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
  auto parts = words(value);
  Source source;
  if (parts.size() > 2 && parts[parts.size() - 2] == "on" &&
      (parts[0] == "internet" || parts[0] == "prefix")) {
    TRY(check_interface(parts.back(), value,
                        parts[0] == "internet" ? kMaxBoundName : kMaxInterfaceName));
    source.interface_name = parts.back();
    parts.resize(parts.size() - 2);
  }
  if (parts.size() == 1 && parse_word(parts[0], source)) return source;
  if (parts.size() != 2) return fail_expected(value, either(kSources));
  const auto address = Address::parse(parts[1]);
  if (parts[0] == "interface") {
    TRY(check_interface(parts[1], value));
    source.kind = Source::Kind::interface;
    source.interface_name = parts[1];
    return source;
  }
  if (parts[0] == "prefix") {
    if (!address || !is_host_id(*address)) {
      return fail_expected(value, "`prefix` and a host's id such as ::1:2:3:4");
    }
    source.kind = Source::Kind::prefix;
    source.address = *address;
    return source;
  }
  if (parts[0] != "static") return fail_expected(value, either(kSources));
  if (!address) return fail_expected(value, "`static` and an address such as 198.51.100.7");
  source.kind = Source::Kind::fixed;
  source.address = *address;
  return source;
}

std::string sources_off_router(std::string_view interfaces) {
  return compose(
      "internet (what the internet sees of this machine), interface NAME{}, static ADDRESS, prefix "
      "::1:2:3:4 on NAME (IPv6), or companion with via = gateway",
      interfaces);
}

std::string offering_sources_off_router(std::string_view what, std::string_view interfaces) {
  const std::string all = either(kSources);
  std::string offering(what);
  const std::size_t at = offering.find(all);
  if (at != what.npos) offering.replace(at, all.size(), sources_off_router(interfaces));
  return offering;
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
  std::vector<std::string> checkers;
  for (const auto url : urls) {
    // Named by its number, since a URL may contain a password.
    const std::string name = "URL " + to_text(static_cast<std::int64_t>(checkers.size()) + 1);
    if (url.size() > kMaxCheckerUrl) {
      static_assert(kMaxCheckerUrl == 200);
      return fail(Errc::config, "{}: longer than 200 bytes; give a shorter one", name);
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
