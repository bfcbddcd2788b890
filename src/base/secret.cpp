// SPDX-License-Identifier: MIT
#include "base/secret.h"

#include <cstring>

namespace wan53 {

void wipe(void* memory, std::size_t size) {
  std::memset(memory, 0, size);
  // Makes the compiler believe that the memory is read, so that it keeps the memset.
  asm volatile("" : : "r"(memory) : "memory");
}

void wipe(std::string& text) {
  text.resize(text.capacity());
  wipe(text.data(), text.size());
  text.clear();
}

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe(text_);
    text_ = other.text_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(text_);
    // Short strings live inside the object: a move copies them and leaves the bytes behind.
    text_.swap(other.text_);
    wipe(other.text_);
  }
  return *this;
}

}  // namespace wan53
