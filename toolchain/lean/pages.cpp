// SPDX-License-Identifier: MIT
// Single pages for musl's allocator, which otherwise asks the kernel for each one and gives it back at once: two system
// calls for every second number that a handshake computes with, a hundred pages in a round. What it checks stays as it
// is, and a page that was given back is empty like the kernel's, so that nothing can be read there any more.
//
// The linker puts these in place of __mmap and munmap in the allocator (toolchain/zig.mk). The resolver's thread frees
// memory, too, so pages are taken and given back without a lock.
#include <sys/mman.h>
#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace {

constexpr std::size_t kPage = 4096;
// More are the kernel's: a program that needs them does not run for a few milliseconds only.
constexpr std::size_t kPages = 32;

using Word [[gnu::may_alias]] = std::size_t;

alignas(kPage) unsigned char g_pages[kPages][kPage];
std::atomic<std::uint32_t> g_taken;  // one bit a page
static_assert(kPages == 32);

void* take_page() {
  std::uint32_t taken = g_taken;
  while (taken != UINT32_MAX) {
    const std::uint32_t lowest = ~taken & (taken + 1);
    if (g_taken.compare_exchange_weak(taken, taken | lowest)) {
      return g_pages[__builtin_ctz(lowest)];
    }
  }
  return nullptr;
}

}  // namespace

extern "C" {
void* __real___mmap(void* start, std::size_t size, int access, int flags, int fd, off_t offset);
int __real_munmap(void* start, std::size_t size);
void* __wrap___mmap(void* start, std::size_t size, int access, int flags, int fd, off_t offset);
int __wrap_munmap(void* start, std::size_t size);

void* __wrap___mmap(void* start, std::size_t size, int access, int flags, int fd, off_t offset) {
  if (start == nullptr && size == kPage && access == (PROT_READ | PROT_WRITE) &&
      flags == (MAP_PRIVATE | MAP_ANONYMOUS)) {
    if (void* page = take_page()) return page;
  }
  return __real___mmap(start, size, access, flags, fd, offset);
}

int __wrap_munmap(void* start, std::size_t size) {
  const auto at =
      reinterpret_cast<std::uintptr_t>(start) - reinterpret_cast<std::uintptr_t>(g_pages);
  if (at >= sizeof g_pages) return __real_munmap(start, size);
  // Not by memset, which is zig's and goes byte by byte: volatile, so that the compiler calls none.
  auto* const word = static_cast<volatile Word*>(start);
  for (std::size_t i = 0; i < kPage / sizeof(Word); i += 4) {
    word[i] = 0;
    word[i + 1] = 0;
    word[i + 2] = 0;
    word[i + 3] = 0;
  }
  g_taken &= ~(std::uint32_t{1} << at / kPage);
  return 0;
}
}
