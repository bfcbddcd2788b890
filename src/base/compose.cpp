// SPDX-License-Identifier: MIT
#include "base/compose.h"

#include <charconv>

#include "base/text.h"

namespace wan53 {
namespace {

void append_unsigned(std::string& text, std::uint64_t number) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  text.append(digits, end);
}

}  // namespace

void Piece::append_to(std::string& text) const {
  const auto number = [this]<class Number>(Number) { return *static_cast<const Number*>(at_); };
  switch (size_) {
    case kString:
      text += *static_cast<const std::string*>(at_);
      return;
    case kTerminated:
      text += static_cast<const char*>(at_);
      return;
    case kSigned - sizeof(std::int32_t):
      text += to_text(number(std::int32_t{}));
      return;
    case kSigned - sizeof(std::int64_t):
      text += to_text(number(std::int64_t{}));
      return;
    case kUnsigned - sizeof(std::uint32_t):
      append_unsigned(text, number(std::uint32_t{}));
      return;
    case kUnsigned - sizeof(std::uint64_t):
      append_unsigned(text, number(std::uint64_t{}));
      return;
    default:
      text.append(static_cast<const char*>(at_), size_);
  }
}

std::string compose_pieces(const char* pattern, std::initializer_list<Piece> pieces) {
  std::string text;
  const Piece* piece = pieces.begin();
  for (const char* c = pattern; *c != '\0'; ++c) {
    if (*c != '{' && *c != '}') {
      text += *c;
    } else if (c++; *c == '}' && c[-1] == '{') {
      (piece++)->append_to(text);
    } else {
      text += *c;
    }
  }
  return text;
}

}  // namespace wan53
