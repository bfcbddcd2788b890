// SPDX-License-Identifier: MIT
// Pages for musl's allocator, which otherwise gets each group of small blocks from the kernel and returns it with the
// last block: two system calls for many of a handshake's numbers (toolchain/README.md, "Size"). Its checks stay. A page
// that it gives back is wiped, so that it is as empty as a new page of the kernel's.
//
// The linker puts these in place of __mmap and munmap (toolchain/zig.mk). The resolver's thread frees memory, too, so pages
// are taken and given back in one step each, without a lock.
//
// tests/unit compiles them for every target under other names, because other C libraries bring their own allocator.
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#ifdef LEAN_UNDER_TEST
#define MAP lean_mmap
#define UNMAP lean_munmap
#define KERNEL_MAP mmap
#define KERNEL_UNMAP munmap
#else
#define MAP __wrap___mmap
#define UNMAP __wrap_munmap
#define KERNEL_MAP __real___mmap
#define KERNEL_UNMAP __real_munmap
void* KERNEL_MAP(void* start, size_t size, int access, int flags, int file, off_t offset);
int KERNEL_UNMAP(void* start, size_t size);
#endif

// Longer runs come from the kernel: they are few, and most of their pages are never touched, which wiping would do. So
// does what no longer fits: a program that needs more runs so long that the calls do not matter.
enum { kPage = 4096, kPages = 32, kLongestRun = 2 };

static _Alignas(kPage) unsigned char pages[kPages][kPage];
static _Atomic uint32_t taken;  // one bit a page

static uint32_t run(size_t count) { return ((uint32_t)1 << count) - 1; }

static void* take(size_t count) {
  uint32_t now = taken;
  for (unsigned first = 0; first + count <= kPages;) {
    if ((now & run(count) << first) != 0) {
      ++first;
    } else if (atomic_compare_exchange_strong(&taken, &now, now | run(count) << first)) {
      return pages[first];
    }
  }
  return NULL;
}

void* MAP(void* start, size_t size, int access, int flags, int file, off_t offset) {
  const int is_memory =
      start == NULL && access == (PROT_READ | PROT_WRITE) && flags == (MAP_PRIVATE | MAP_ANONYMOUS);
  const size_t count = size % kPage == 0 ? size / kPage : 0;
  void* const found = is_memory && count != 0 && count <= kLongestRun ? take(count) : NULL;
  return found != NULL ? found : KERNEL_MAP(start, size, access, flags, file, offset);
}

int UNMAP(void* start, size_t size) {
  const uintptr_t at = (uintptr_t)start - (uintptr_t)pages;
  if (at >= sizeof pages) return KERNEL_UNMAP(start, size);
  // Not by memset, which is zig's and goes byte by byte: volatile, so that the compiler calls none.
  typedef size_t __attribute__((may_alias)) Word;
  volatile Word* const words = start;
  for (size_t i = 0; i < size / sizeof(Word); i += 4) {
    words[i] = 0;
    words[i + 1] = 0;
    words[i + 2] = 0;
    words[i + 3] = 0;
  }
  atomic_fetch_and(&taken, ~(run(size / kPage) << at / kPage));
  return 0;
}
