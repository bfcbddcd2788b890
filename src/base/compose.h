// SPDX-License-Identifier: MIT
// The text of a message, written as a person reads it: compose("{} of {}", name, 7).
//
// A small std::format, which itself would be several times the size of all messages. No allocation
// but the text's own; no limits.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace wan53 {

// One argument of `compose`: a text, or a whole number. Keeps a pointer to the string or number,
// since to unpack it at each call site costs more code than `compose` itself. Valid as long as what
// it was made from.
class Piece {
 public:
  Piece(std::string_view text) : at_(text.data()), size_(text.size()) {}
  Piece(const char* text) : at_(text), size_(kTerminated) {}
  Piece(const std::string& text) : at_(&text), size_(kString) {}
  template <std::integral Number>
  requires(sizeof(Number) >= sizeof(std::int32_t)) Piece(const Number& number)
      : at_(&number),
        size_(std::is_signed_v<Number> ? kSigned - sizeof number : kUnsigned - sizeof number) {}

  void append_to(std::string& text) const;

 private:
  // Sizes that no text has say what `at_` points to; those of numbers less the number's own size.
  static constexpr std::size_t kString = static_cast<std::size_t>(-1);
  static constexpr std::size_t kTerminated = kString - 1;
  static constexpr std::size_t kSigned = kTerminated - 1;
  static constexpr std::size_t kUnsigned = kSigned - 8;
  const void* at_;
  std::size_t size_;
};

// The text of a message, with "{}" in the place of each argument; "{{" and "}}" are braces. A
// pattern with more or fewer places than arguments, or with a single brace, does not compile.
template <std::size_t kArguments>
class Pattern {
 public:
  consteval Pattern(const char* text) : text_(text) {
    std::size_t places = 0;
    for (const char* c = text; *c != '\0'; ++c) {
      if (*c != '{' && *c != '}') continue;
      if (c[1] == *c) {
        ++c;
      } else if (*c == '{' && c[1] == '}') {
        ++c;
        ++places;
      } else {
        a_brace_stands_alone();
      }
    }
    if (places != kArguments) not_as_many_places_as_arguments();
  }
  const char* text() const { return text_; }

 private:
  // Not constexpr, so a call stops the compilation, and the error shows the name.
  static void a_brace_stands_alone() {}
  static void not_as_many_places_as_arguments() {}
  const char* text_;
};

// The checked pattern's text with the pieces in their places.
std::string compose_pieces(const char* pattern, std::initializer_list<Piece> pieces);
template <class... Arguments>
[[gnu::always_inline]] inline std::string compose(Pattern<sizeof...(Arguments)> pattern,
                                                  const Arguments&... arguments) {
  return compose_pieces(pattern.text(), {Piece(arguments)...});
}

}  // namespace wan53
