// SPDX-License-Identifier: MIT
// TEST and CHECK over CMocka.
//
// CMocka leaves a failed test by longjmp, which would skip the destructors of every C++ object in
// it. So CHECK only notes the failure and returns; `run` jumps once the test's objects are gone.
// Helpers therefore return a value for CHECK and do not check themselves.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace wan53::test {

struct Case {
  const char* name;
  void (*body)();
};
// Called before main by each TEST; main.cpp runs them in the order of files and lines.
bool add(const char* name, void (*body)());

// Remembers the first failure of the running test. `label` is the table row, or empty.
void note_failure(const char* file, int line, std::string_view what, std::string_view label);

// A copy in a heap block of exactly its size, so that the sanitizers see a read past the end.
class Exact {
 public:
  explicit Exact(std::string_view text) : bytes_(new char[text.size()]), size_(text.size()) {
    text.copy(bytes_.get(), size_);
  }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

std::string describe_difference(std::string_view actual, std::string_view expected);

}  // namespace wan53::test

#define TEST(name)                                                                        \
  static void name##_body();                                                              \
  [[maybe_unused]] static const bool name##_added = wan53::test::add(#name, name##_body); \
  static void name##_body()

#define CHECK_ROW(label, condition)                                       \
  do {                                                                    \
    if (!(condition)) {                                                   \
      wan53::test::note_failure(__FILE__, __LINE__, #condition, (label)); \
      return;                                                             \
    }                                                                     \
  } while (0)
#define CHECK(condition) CHECK_ROW("", condition)

// Both are texts; a failure shows where they part.
#define CHECK_TEXT_ROW(label, actual, expected)                                             \
  do {                                                                                      \
    const std::string w53_actual(actual);                                                   \
    const std::string w53_expected(expected);                                               \
    if (w53_actual != w53_expected) {                                                       \
      wan53::test::note_failure(__FILE__, __LINE__,                                         \
                                wan53::test::describe_difference(w53_actual, w53_expected), \
                                (label));                                                   \
      return;                                                                               \
    }                                                                                       \
  } while (0)
#define CHECK_TEXT(actual, expected) CHECK_TEXT_ROW("", actual, expected)
