// SPDX-License-Identifier: MIT
// The memcpy of what ships (toolchain/lean/memcpy.c), under a name of its own, so that the
// sanitizers watch it as well.
#include <array>
#include <cstddef>
#include <vector>

#include "test.h"

extern "C" void* lean_memcpy(void* to, const void* from, std::size_t size);

namespace wan53 {
namespace {

constexpr std::size_t kMost = 100;  // more than three turns of the widest loop
constexpr std::size_t kShifts = sizeof(std::size_t);

unsigned char pattern(std::size_t i) { return static_cast<unsigned char>(i * 37 + 11); }

// Copies between buffers of exactly the size that is needed, so that a byte too many is noticed.
bool copies(std::size_t size, std::size_t from_shift, std::size_t to_shift) {
  std::vector<unsigned char> from(from_shift + size);
  std::vector<unsigned char> to(to_shift + size, 0xee);
  for (std::size_t i = 0; i < size; ++i) from[from_shift + i] = pattern(i);
  unsigned char* const target = to.data() + to_shift;
  if (lean_memcpy(target, from.data() + from_shift, size) != target) return false;
  for (std::size_t i = 0; i < to_shift; ++i) {
    if (to[i] != 0xee) return false;
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (target[i] != pattern(i)) return false;
  }
  return true;
}

TEST(memcpy_copies_every_size_at_every_alignment) {
  for (std::size_t size = 0; size <= kMost; ++size) {
    for (std::size_t from_shift = 0; from_shift < kShifts; ++from_shift) {
      for (std::size_t to_shift = 0; to_shift < kShifts; ++to_shift) {
        CHECK(copies(size, from_shift, to_shift));
      }
    }
  }
}

TEST(memcpy_writes_nothing_behind_the_end) {
  std::array<unsigned char, 2 * kMost> from{};
  for (std::size_t size = 0; size <= kMost; ++size) {
    std::array<unsigned char, 2 * kMost> to{};
    to.fill(0xee);
    lean_memcpy(to.data(), from.data(), size);
    for (std::size_t i = size; i < to.size(); ++i) CHECK(to[i] == 0xee);
  }
}

}  // namespace
}  // namespace wan53
