// SPDX-License-Identifier: MIT
// What the fuzz targets share: REQUIRE, which reports an invariant that does not hold as a crash,
// and the checks that every error text must pass.
//
// A target defines LLVMFuzzerTestOneInput and is linked with libFuzzer and both sanitizers. Each
// run gets its input in a heap block of exactly its size, so reads past the end are seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/result.h"
#include "base/text.h"

#define REQUIRE(condition)                                                                \
  do {                                                                                    \
    if (!(condition)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                       \
    }                                                                                     \
  } while (0)

namespace wan53::fuzz {

inline std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Whether it can go to a terminal or a log line as it is.
inline bool is_printable(std::string_view text) {
  for (const char c : text) {
    if (is_control(c) || static_cast<unsigned char>(c) > 0x7e) return false;
  }
  return true;
}

// One clear sentence: not empty, not endless, nothing that a terminal would act on.
inline bool is_clear(const Error& error) {
  return !error.what.empty() && error.what.size() < 3000 && is_printable(error.what);
}

}  // namespace wan53::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
