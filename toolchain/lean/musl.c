// SPDX-License-Identifier: MIT
// Stand in for functions of musl that are made for more than wan53 does with them: 2 KB on ARM. Found before musl's own,
// whose resolver calls them, too.
//
// tests/unit compiles them for every target under other names, because the sanitizers replace some.
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef LEAN_UNDER_TEST
#define LEAN_NAME(name) lean_##name
#else
#define LEAN_NAME(name) name
#endif

// musl's searches long texts for long words in linear time, for which it has tables.
char* LEAN_NAME(strstr)(const char* text, const char* word) {
  for (;; ++text) {
    size_t i = 0;
    while (word[i] != '\0' && text[i] == word[i]) ++i;
    if (word[i] == '\0') return (char*)text;
    if (text[i] == '\0') return 0;
  }
}

// musl's sorts anything in O(n log n); the resolver sorts the addresses of one name, of which there are at most 48.
void LEAN_NAME(qsort)(void* items, size_t count, size_t size,
                      int (*compare)(const void*, const void*)) {
  char* const first = items;
  for (size_t next = 1; next < count; ++next) {
    for (char* at = first + next * size; at > first && compare(at - size, at) > 0; at -= size) {
      for (char* byte = at; byte < at + size; ++byte) {
        const char kept = *byte;
        *byte = byte[-(ptrdiff_t)size];
        byte[-(ptrdiff_t)size] = kept;
      }
    }
  }
}

static unsigned digit(char c) {
  if (c >= '0' && c <= '9') return (unsigned)(c - '0');
  const char lower = (char)(c | 0x20);
  return lower >= 'a' && lower <= 'z' ? (unsigned)(lower - 'a' + 10) : UINT_MAX;
}

// musl's reads from a file.
unsigned long long LEAN_NAME(strtoull)(const char* restrict text, char** restrict end, int base) {
  const char* at = text;
  while (isspace((unsigned char)*at)) ++at;
  const bool negative = *at == '-';
  if (negative || *at == '+') ++at;
  if ((base == 0 || base == 16) && at[0] == '0' && (at[1] | 0x20) == 'x' && digit(at[2]) < 16) {
    at += 2;
    base = 16;
  }
  if (base == 0) base = *at == '0' ? 8 : 10;
  bool is_number = false;
  bool too_large = false;
  unsigned long long number = 0;
  for (; digit(*at) < (unsigned)base; ++at) {
    is_number = true;
    too_large |= __builtin_mul_overflow(number, (unsigned)base, &number);
    too_large |= __builtin_add_overflow(number, digit(*at), &number);
  }
  if (end != 0) *end = (char*)(is_number ? at : text);
  if (too_large) {
    errno = ERANGE;
    return ULLONG_MAX;
  }
  return negative ? -number : number;
}

unsigned long LEAN_NAME(strtoul)(const char* restrict text, char** restrict end, int base) {
  const unsigned long long number = LEAN_NAME(strtoull)(text, end, base);
  if (number > ULONG_MAX && -number > ULONG_MAX) {
    errno = ERANGE;
    return ULONG_MAX;
  }
  return (unsigned long)number;
}

// libc++ names the other two, which stand beside the first in musl. Nothing calls them.
#ifndef LEAN_UNDER_TEST
long long strtoll(const char* restrict text, char** restrict end, int base) { __builtin_trap(); }
long strtol(const char* restrict text, char** restrict end, int base) { __builtin_trap(); }
#endif
