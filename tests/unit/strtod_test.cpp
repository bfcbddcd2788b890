// SPDX-License-Identifier: MIT
// The reader of numbers in JSON (toolchain/lean/strtod.c) beside libc's.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>

#include "base/text.h"
#include "test.h"

extern "C" double lean_strtod(const char* text, char** end);

namespace wan53 {
namespace {

constexpr double kLargest = 9'007'199'254'740'992.0;  // 2^53

struct Reading {
  double value;
  std::size_t size;
  friend bool operator==(const Reading&, const Reading&) = default;
};

// Of text that ends in a NUL.
template <class Function>
Reading read(Function function, const std::string& text) {
  const std::string exact(text.c_str(), text.size() + 1);
  const test::Exact copy(exact);
  char* end = nullptr;
  const double value = function(copy.view().data(), &end);
  return {value, static_cast<std::size_t>(end - copy.view().data())};
}

// As libc reads it, if that is a whole number within ±2^53; else infinite, with the sign. What libc
// rounds to zero is none.
Reading expected(const std::string& text) {
  Reading reading = read(std::strtod, text);
  const std::string_view number = std::string_view(text).substr(0, reading.size);
  const bool zero =
      number.substr(0, number.find_first_of("eE")).find_first_of("123456789") == number.npos;
  const bool whole = std::trunc(reading.value) == reading.value && (zero || reading.value != 0);
  if (!whole || std::abs(reading.value) > kLargest)
    reading.value = std::copysign(HUGE_VAL, reading.value);
  return reading;
}

bool as_libc(const std::string& text) { return read(lean_strtod, text) == expected(text); }

TEST(strtod_reads_as_libc_does) {
  for (const char* text : {"0",
                           "-0",
                           "1",
                           "-1",
                           "+7",
                           "42",
                           "2147483647",
                           "-2147483648",
                           "4294967296",
                           "9007199254740991",
                           "9007199254740992",
                           "-9007199254740992",
                           "9007199254740994",
                           "999999999999999999999999999",
                           "18446744073709551616",
                           "18446744073709551617",
                           "1.0",
                           "1.",
                           ".5",
                           "-.5",
                           "00012",
                           "0.000",
                           "1.50e1",
                           "15e-1",
                           "1500e-2",
                           "1e0",
                           "1e+2",
                           "1E2",
                           "1e-0",
                           "0e999999999999",
                           "0e-999999999999",
                           "10e-1",
                           "100000000000000000000e-20",
                           "100000000000000000000",
                           "1e15",
                           "1e16",
                           "1e22",
                           "1e308",
                           "1e309",
                           "-1e309",
                           "1e999999999999",
                           "1e-999999999999",
                           "4e-324",
                           "9.007199254740991e15",
                           "0.1",
                           "-1.5",
                           "1700000000.25",
                           "",
                           "-",
                           "+",
                           ".",
                           "-.",
                           "e",
                           "e5",
                           "1e",
                           "1e+",
                           "1e-",
                           "1ee5",
                           "1.2.3",
                           "--1",
                           "+-1",
                           "1-1",
                           "1+1",
                           "5,",
                           "5 ",
                           "5]"}) {
    CHECK_ROW(text, as_libc(text));
  }
}

// libc rounds these to a whole number, or to 2^53.
TEST(strtod_takes_no_other_number_for_a_whole_one) {
  for (const char* text :
       {"0.99999999999999999999999", "1.00000000000000000000001", "9007199254740993",
        "9007199254740992.5", "4503599627370497.00000000000000001", "1e-400"}) {
    CHECK_ROW(text, read(lean_strtod, text) == Reading(HUGE_VAL, std::string_view(text).size()));
  }
}

TEST(strtod_is_exact_with_as_many_zeros_as_there_are) {
  const std::string zeros(400, '0');
  CHECK(read(lean_strtod, "1" + zeros + "e-400") == Reading(1, 406));
  CHECK(read(lean_strtod, "12" + zeros + "e-399") == Reading(120, 407));
  CHECK(read(lean_strtod, "0." + zeros + "7e401") == Reading(7, 407));
  CHECK(read(lean_strtod, "-0." + zeros + "7e400") == Reading(-HUGE_VAL, 408));
  CHECK(read(lean_strtod, zeros + "8." + zeros) == Reading(8, 802));
}

TEST(strtod_reads_random_texts_as_libc_does) {
  constexpr std::string_view kParts[] = {"0", "1", "2", "5", "9", "00", "000000000", "123456789",
                                         ".", "-", "+", "e", "E", "e-", "e+1",       "e15"};
  std::uint32_t state = 53;
  for (int i = 0; i < 100'000; ++i) {
    std::string text;
    // Up to seven parts: fewer significant digits than libc would round.
    for (int parts = i % 8; parts > 0; --parts) {
      state = state * 1'664'525 + 1'013'904'223;  // Numerical Recipes' generator
      const std::string_view part = kParts[(state >> 16) % std::size(kParts)];
      if (text.size() + part.size() <= 15) text += part;
    }
    CHECK_ROW(text, as_libc(text));
  }
}

}  // namespace
}  // namespace wan53
