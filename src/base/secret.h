// SPDX-License-Identifier: MIT
// A string that must stay secret: it wipes itself when destroyed and does not convert to text.
//
// `reveal` is the only access, so searching for that word finds every use.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace wan53 {

// Overwrites the memory with zeros; the compiler cannot optimize that away.
void wipe(void* memory, std::size_t size);
// Wipes the whole buffer, spare capacity included, and leaves `text` empty.
void wipe(std::string& text);

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text) : text_(text) {}
  Secret(const Secret& other) : text_(other.text_) {}
  Secret(Secret&& other) noexcept { *this = std::move(other); }
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { wipe(text_); }

  bool empty() const { return text_.empty(); }
  // A NUL follows it.
  std::string_view reveal() const { return text_; }

 private:
  std::string text_;
};

}  // namespace wan53
