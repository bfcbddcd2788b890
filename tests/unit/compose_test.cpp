// SPDX-License-Identifier: MIT
#include "base/compose.h"

#include <limits>

#include "test.h"

namespace wan53 {
namespace {

TEST(compose_puts_each_argument_in_its_place) {
  const std::string name = "home";
  const std::string_view type = std::string_view("AAAA").substr(0, 1);
  CHECK_TEXT(compose(""), "");
  CHECK_TEXT(compose("nothing to fill in"), "nothing to fill in");
  CHECK_TEXT(compose("{}", name), "home");
  CHECK_TEXT(compose("{}{}", name, type), "homeA");
  CHECK_TEXT(compose("<{}> {} at the end {}", name, type, "x"), "<home> A at the end x");
  CHECK_TEXT(compose("{}", ""), "");
  CHECK_TEXT(compose("{{}}"), "{}");
  CHECK_TEXT(compose("{{{}}}", type), "{A}");
  CHECK_TEXT(compose("{{{{ }}"), "{{ }");
}

TEST(compose_takes_arguments_as_they_are) {
  const std::string zero("a\0b", 3);
  CHECK_TEXT(compose("{}!", zero), std::string("a\0b!", 4));
  CHECK_TEXT(compose("{}", "{}{{"), "{}{{");
  const std::string long_text(10'000, 'x');
  CHECK(compose("{}{}", long_text, long_text).size() == 20'000);
}

TEST(compose_writes_whole_numbers) {
  CHECK_TEXT(compose("{} {}", 0, -1), "0 -1");
  CHECK_TEXT(compose("{}", std::numeric_limits<int>::min()), "-2147483648");
  CHECK_TEXT(compose("{}", std::numeric_limits<std::uint32_t>::max()), "4294967295");
  CHECK_TEXT(compose("{}", std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  CHECK_TEXT(compose("{}", std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
  CHECK_TEXT(compose("{}", std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  CHECK_TEXT(compose("{} of {}", std::string("abc").size(), 3L), "3 of 3");
}

}  // namespace
}  // namespace wan53
