// SPDX-License-Identifier: MIT
// The pages that what ships gives to musl's allocator (toolchain/lean/pages.c), under names of
// their own.
#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <vector>

#include "test.h"

extern "C" {
void* lean_mmap(void* start, std::size_t size, int access, int flags, int file, off_t offset);
int lean_munmap(void* start, std::size_t size);
}

namespace wan53 {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kPages = 32;
constexpr int kReadWrite = PROT_READ | PROT_WRITE;
constexpr int kMemory = MAP_PRIVATE | MAP_ANONYMOUS;

unsigned char* map(std::size_t pages) {
  return static_cast<unsigned char*>(lean_mmap(nullptr, pages * kPage, kReadWrite, kMemory, -1, 0));
}

const unsigned char* const g_first = [] {
  unsigned char* const lowest = map(1);
  lean_munmap(lowest, kPage);
  return lowest;
}();

// Among those that the program itself holds.
bool is_own(const void* at) {
  const auto* byte = static_cast<const unsigned char*>(at);
  return byte >= g_first && byte < g_first + kPages * kPage;
}

bool is_empty(const unsigned char* at, std::size_t pages) {
  return std::all_of(at, at + pages * kPage, [](unsigned char byte) { return byte == 0; });
}

TEST(pages_come_empty_and_are_wiped_when_they_go) {
  for (const std::size_t pages : {1U, 2U}) {
    unsigned char* const at = map(pages);
    CHECK(is_own(at) && reinterpret_cast<std::uintptr_t>(at) % kPage == 0);
    CHECK(is_empty(at, pages));
    std::fill_n(at, pages * kPage, static_cast<unsigned char>(0x5e));
    CHECK(lean_munmap(at, pages * kPage) == 0);
    // Still there, so that it can be seen.
    CHECK(is_empty(at, pages));
    CHECK(map(pages) == at);
    lean_munmap(at, pages * kPage);
  }
}

TEST(pages_overlap_nothing_and_end_in_the_kernel) {
  std::vector<std::pair<unsigned char*, std::size_t>> held;
  std::size_t own = 0;
  for (std::size_t i = 0; i < 2 * kPages; ++i) {
    const std::size_t pages = i % 3 == 0 ? 2 : 1;
    unsigned char* const at = map(pages);
    CHECK(at != MAP_FAILED && is_empty(at, pages));
    std::fill_n(at, pages * kPage, static_cast<unsigned char>(i + 1));
    held.emplace_back(at, pages);
    own += is_own(at) ? pages : 0;
  }
  CHECK(own == kPages);
  for (std::size_t i = 0; i < held.size(); ++i) {
    const auto [at, pages] = held[i];
    const auto number = static_cast<unsigned char>(i + 1);
    CHECK(std::all_of(at, at + pages * kPage, [=](unsigned char byte) { return byte == number; }));
  }
  // A gap of one page is none of two.
  lean_munmap(held[1].first, kPage);
  CHECK(!is_own(map(2)));
  CHECK(map(1) == held[1].first);
  for (const auto& [at, pages] : held) CHECK(lean_munmap(at, pages * kPage) == 0);
  CHECK(is_own(map(1)));
  lean_munmap(held[0].first, kPage);
}

TEST(pages_are_for_plain_memory_only) {
  const struct {
    const char* name;
    std::size_t size;
    int access;
    int flags;
  } rows[] = {
      {"three pages", 3 * kPage, kReadWrite, kMemory},
      {"part of a page", kPage + 16, kReadWrite, kMemory},
      {"a thread's stack", 2 * kPage, PROT_NONE, kMemory},
      {"shared", kPage, kReadWrite, MAP_SHARED | MAP_ANONYMOUS},
  };
  for (const auto& row : rows) {
    void* const at = lean_mmap(nullptr, row.size, row.access, row.flags, -1, 0);
    CHECK_ROW(row.name, at != MAP_FAILED && !is_own(at));
    CHECK_ROW(row.name, lean_munmap(at, row.size) == 0);
  }
  CHECK(lean_mmap(nullptr, 0, kReadWrite, kMemory, -1, 0) == MAP_FAILED);
  unsigned char* const fixed = map(3);
  CHECK(lean_mmap(fixed, kPage, PROT_NONE, kMemory | MAP_FIXED, -1, 0) == fixed);
  lean_munmap(fixed, 3 * kPage);
}

// Takes, fills, looks and gives back; true if nobody else wrote into its pages.
bool plays_alone(unsigned char number) {
  bool alone = true;
  for (int i = 0; i < 2000; ++i) {
    const std::size_t pages = 1 + static_cast<std::size_t>(i) % 2;
    unsigned char* const at = map(pages);
    alone &= is_empty(at, pages);
    std::fill_n(at, pages * kPage, number);
    alone &=
        std::all_of(at, at + pages * kPage, [=](unsigned char byte) { return byte == number; });
    lean_munmap(at, pages * kPage);
  }
  return alone;
}

void* play(void* alone) {
  *static_cast<bool*>(alone) = plays_alone(1);
  return nullptr;
}

TEST(pages_are_one_thread_s_at_a_time) {
  bool other = false;
  pthread_t thread;
  CHECK(pthread_create(&thread, nullptr, play, &other) == 0);
  const bool mine = plays_alone(2);
  pthread_join(thread, nullptr);
  CHECK(mine && other);
}

}  // namespace
}  // namespace wan53
