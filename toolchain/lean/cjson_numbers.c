// SPDX-License-Identifier: MIT
// How cJSON reads and writes numbers without the C library's floating point, 8 KB of it. wan53
// keeps whole numbers only and tells others by their fraction or their size: whole ones below 2^53
// are exact both ways, the last digits of others need not be.
#include <curl/mprintf.h>
#include <stdarg.h>
#include <string.h>

static double scaled(double value, int tens, int up) {
  // Beyond that it is 0 or infinite for good.
  for (int i = 0; i < tens && i < 700; ++i) value = up ? value * 10 : value / 10;
  return value;
}

static const char* take_digits(const char* at, double* value, int* count) {
  for (; *at >= '0' && *at <= '9'; ++at, ++*count) *value = *value * 10 + (*at - '0');
  return at;
}

// strtod of the characters that JSON's numbers are made of.
double cjson_strtod(const char* text, char** end) {
  const char* at = text;
  const int negative = *at == '-';
  if (negative) ++at;
  double value = 0;
  int digits = 0;
  at = take_digits(at, &value, &digits);
  int places = 0;
  if (*at == '.') at = take_digits(at + 1, &value, &places);
  *end = (char*)text;
  if (digits + places == 0) return 0;
  *end = (char*)at;
  value = scaled(value, places, 0);
  if (*at == 'e' || *at == 'E') {
    ++at;
    const int down = *at == '-';
    if (*at == '-' || *at == '+') ++at;
    double exponent = 0;
    int count = 0;
    at = take_digits(at, &exponent, &count);
    if (count > 0) {
      *end = (char*)at;
      value = scaled(value, exponent < 10000 ? (int)exponent : 10000, !down);
    }
  }
  return negative ? -value : value;
}

// sprintf as cJSON calls it: into 26 bytes at least, a double by "%1.15g" or, when reading that
// again says something else, by "%1.17g".
int cjson_sprintf(char* text, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int size;
  if (format[strlen(format) - 1] == 'g') {
    size = curl_msnprintf(text, 26, "%lld", (long long)va_arg(arguments, double));
  } else {
    size = curl_mvsnprintf(text, 26, format, arguments);
  }
  va_end(arguments);
  return size;
}
