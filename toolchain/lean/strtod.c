// SPDX-License-Identifier: MIT
// Stands in for strtod in cJSON, which gives it nothing but digits, signs, points and the letter e. wan53 has no use for
// fractions: the whole numbers within ±2^53 are read exactly, and any other number is infinite.
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

static const uint64_t kLargest = UINT64_C(1) << 53;
// No text is long enough to bring such an exponent back.
static const int kLargestExponent = 100000000;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Times 10^power; once above kLargest it stays there.
static uint64_t shifted(uint64_t number, int power) {
  for (; power > 0 && number != 0 && number <= kLargest; --power) number *= 10;
  return number;
}

// Null unless `text` is an exponent.
static const char* read_exponent(const char* text, int* exponent) {
  if (*text != 'e' && *text != 'E') return 0;
  ++text;
  const bool negative = *text == '-';
  if (negative || *text == '+') ++text;
  if (!is_digit(*text)) return 0;
  int number = 0;
  for (; is_digit(*text); ++text) {
    if (number < kLargestExponent) number = number * 10 + (*text - '0');
  }
  *exponent = negative ? -number : number;
  return text;
}

double lean_strtod(const char* restrict text, char** restrict end) {
  const char* at = text;
  const bool negative = *at == '-';
  if (negative || *at == '+') ++at;
  uint64_t number = 0;  // without the zeros at its end
  int zeros = 0;
  int decimals = 0;
  bool has_digits = false;
  bool has_point = false;
  for (; is_digit(*at) || (*at == '.' && !has_point); ++at) {
    if (*at == '.') {
      has_point = true;
      continue;
    }
    has_digits = true;
    decimals += has_point;
    ++zeros;
    if (*at != '0') {
      number = shifted(number, zeros);
      if (number <= kLargest) number += (uint64_t)(*at - '0');
      zeros = 0;
    }
  }
  if (!has_digits) {
    *end = (char*)text;
    return 0;
  }
  int exponent = 0;
  const char* after = read_exponent(at, &exponent);
  *end = (char*)(after != 0 ? after : at);
  const int power = zeros - decimals + exponent;
  number = shifted(number, power);
  const bool is_whole = number == 0 || power >= 0;
  const double value = is_whole && number <= kLargest ? (double)(int64_t)number : HUGE_VAL;
  return negative ? -value : value;
}
