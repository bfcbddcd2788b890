// SPDX-License-Identifier: MIT
#include "base/wiped_memory.h"

#include <malloc.h>

#include <cstdlib>

#include "base/secret.h"

namespace wan53 {

void wipe_and_free(void* memory) {
  if (memory != nullptr) wipe(memory, malloc_usable_size(memory));
  std::free(memory);
}

void append_secret(std::string& to, std::string_view text) {
  if (to.capacity() - to.size() < text.size()) {
    std::string larger;
    larger.reserve(2 * (to.size() + text.size()));
    larger = to;
    to.swap(larger);
    wipe(larger);
  }
  to += text;
}

}  // namespace wan53
