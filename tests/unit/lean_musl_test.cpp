// SPDX-License-Identifier: MIT
// The functions of what ships that stand in for musl's (toolchain/lean/musl.c), beside this
// machine's own.
#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/compose.h"
#include "test.h"

extern "C" {
char* lean_strstr(const char* text, const char* word);
void lean_qsort(void* items, std::size_t count, std::size_t size,
                int (*compare)(const void*, const void*));
unsigned long long lean_strtoull(const char* text, char** end, int base);
unsigned long lean_strtoul(const char* text, char** end, int base);
}

namespace wan53 {
namespace {

TEST(lean_strstr_finds_what_stands_first) {
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"a", ""},
      {"", "a"},
      {"abc", "abc"},
      {"aab", "ab"},
      {"ab", "abc"},
      {"ababac", "abac"},
      {"no dots", "ndots:"},
      {"x ndots:", "ndots:"},
      {"aXbXc", "X"},
      {"\xc3\xa4", "\xa4"},
  };
  for (const auto& [text, word] : rows) {
    CHECK_ROW(text, lean_strstr(text, word) == std::strstr(text, word));
  }
}

template <typename Number>
std::string read_by(Number (*read)(const char*, char**, int), const char* text, int base) {
  char* end = nullptr;
  errno = 0;
  const auto number = static_cast<unsigned long long>(read(text, &end, base));
  return compose("{} {} {}", number, end - text, errno == ERANGE ? "range" : "");
}

TEST(lean_strtoul_reads_numbers_as_the_c_library_does) {
  const char* const texts[] = {
      "",
      "0",
      "7",
      "65536",
      "4294967295",
      "4294967296",
      "18446744073709551615",
      "18446744073709551616",
      "99999999999999999999999",
      "-1",
      "+12",
      " \t\n12",
      "12x",
      "x",
      "0x7f",
      "0X1G",
      "0x",
      "0xg",
      "017",
      "08",
      "1.2",
      "- 1",
      "-4294967296",
      "ff",
      "-",
  };
  for (const char* text : texts) {
    for (const int base : {0, 8, 10, 16}) {
      CHECK_TEXT_ROW(text, read_by(lean_strtoul, text, base), read_by(std::strtoul, text, base));
      CHECK_TEXT_ROW(text, read_by(lean_strtoull, text, base), read_by(std::strtoull, text, base));
    }
    char* end = nullptr;
    CHECK_ROW(text, lean_strtoul(text, nullptr, 10) == lean_strtoul(text, &end, 10));
  }
}

struct Item {
  int key;
  char place;  // where it stood before
};

TEST(lean_qsort_sorts_and_keeps_the_order_of_equals) {
  for (const std::vector<int>& keys : std::vector<std::vector<int>>{
           {}, {1}, {2, 1}, {1, 2}, {3, 3, 3}, {5, 4, 3, 2, 1}, {2, 9, 2, 1, 9, 0, 2}}) {
    std::vector<Item> items;
    for (const int key : keys) items.push_back({key, static_cast<char>(items.size())});
    lean_qsort(items.data(), items.size(), sizeof(Item), [](const void* a, const void* b) {
      return static_cast<const Item*>(a)->key - static_cast<const Item*>(b)->key;
    });
    CHECK(items.size() == keys.size());
    CHECK(std::ranges::is_sorted(items, [](const Item& a, const Item& b) {
      return std::pair(a.key, a.place) < std::pair(b.key, b.place);
    }));
  }
}

}  // namespace
}  // namespace wan53
