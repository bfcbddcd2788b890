// SPDX-License-Identifier: MIT
// Runs the TESTs of the program as one CMocka group: all of them, or those whose names hold one of
// the arguments.
#include <algorithm>
#include <csetjmp>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

#include "test.h"

extern "C" {
#include <cmocka.h>
}

namespace wan53::test {
namespace {

// Trivially destructible, so that CMocka may jump past it.
struct Failure {
  char text[2048];
  bool set;
} g_failure;

std::vector<Case>& cases() {
  static std::vector<Case> all;
  return all;
}

void run(void** state) {
  const auto* test = static_cast<const Case*>(*state);
  g_failure.set = false;
  test->body();
  if (g_failure.set) fail_msg("%s", g_failure.text);
}

int set_case(void** state) {
  (void)state;  // already the initial state
  return 0;
}

}  // namespace

bool add(const char* name, void (*body)()) {
  cases().push_back({name, body});
  return true;
}

void note_failure(const char* file, int line, std::string_view what, std::string_view label) {
  if (g_failure.set) return;
  g_failure.set = true;
  std::snprintf(g_failure.text, sizeof g_failure.text, "%s:%d: %.*s%s%.*s", file, line,
                static_cast<int>(label.size()), label.data(), label.empty() ? "" : ": ",
                static_cast<int>(what.size()), what.data());
}

std::string describe_difference(std::string_view actual, std::string_view expected) {
  std::size_t at = 0;
  while (at < actual.size() && at < expected.size() && actual[at] == expected[at]) ++at;
  std::string text = "texts differ at byte " + std::to_string(at);
  text += "\n  actual:   ";
  text += actual.substr(0, 900);
  text += "\n  expected: ";
  text += expected.substr(0, 900);
  return text;
}

static int run(const std::vector<std::string_view>& wanted) {
  std::vector<CMUnitTest> tests;
  for (auto& c : cases()) {
    const std::string_view name = c.name;
    const bool is_wanted = wanted.empty() || std::ranges::any_of(wanted, [&](auto part) {
                             return name.find(part) != name.npos;
                           });
    if (is_wanted) tests.push_back({c.name, run, set_case, nullptr, &c});
  }
  if (tests.empty()) {
    std::fputs("no test has such a name; without a name all are run\n", stderr);
    return 1;
  }
  return _cmocka_run_group_tests("unit", tests.data(), tests.size(), nullptr, nullptr);
}

}  // namespace wan53::test

int main(int argc, char** argv) { return wan53::test::run({argv + 1, argv + argc}); }
