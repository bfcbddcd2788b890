// SPDX-License-Identifier: MIT
// The values of wan53.conf that have a syntax of their own. Errors are Errc::config and read
// "VALUE; expected ...".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ddns/config.h"

namespace wan53 {

inline constexpr std::size_t kMaxInterfaceName = 127;  // ALTIFNAMSIZ, without its NUL
inline constexpr std::size_t kMaxCheckerUrl = 200;

// `what` completes "expected ...".
Failure fail_expected(std::string_view value, std::string_view what);

// True if `text` can stand as a value in wan53.conf and reads back as it is: no control character,
// no blank at either end, no comment such as "home   # the office".
bool fits_config(std::string_view text);
// True if `value` has such a remark.
bool has_remark(std::string_view value);

// "a, b or c".
std::string either(std::span<const std::string_view> choices);

// "wan1", "companion", "interface eth0", "static 198.51.100.7", "prefix ::1:2:3:4 on br1".
Result<Source> parse_source(std::string_view value);
// Its forms: a word and, for some, what follows it.
inline constexpr std::string_view kSources[] = {"wan",
                                                "wan0",
                                                "wan1",
                                                "wan-all",
                                                "internet [on NAME]",
                                                "interface NAME",
                                                "static ADDRESS",
                                                "companion",
                                                "prefix ::1:2:3:4 [on NAME]"};

// Those that work without nvram; `interfaces` names the ones that are there: " (here: eth0)".
std::string sources_off_router(std::string_view interfaces = {});
// `what`, an error of parse_source, with those in place of all sources.
std::string offering_sources_off_router(std::string_view what, std::string_view interfaces = {});

// A, AAAA or both, separated by blanks or commas; indexed by Family.
struct Types {
  bool has[2] = {false, false};
};
Result<Types> parse_types(std::string_view value);
inline constexpr std::string_view kTypes[] = {"A", "AAAA", "A AAAA"};

// URLs of at most kMaxCheckerUrl bytes, separated by blanks, in the canonical form of aws/url.h.
Result<std::vector<std::string>> parse_checkers(std::string_view value);

// A whole number of the largest possible unit: "6h". parse_duration reads it back.
std::string duration_value(Seconds length);

}  // namespace wan53
