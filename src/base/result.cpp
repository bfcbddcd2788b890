// SPDX-License-Identifier: MIT
#include "base/result.h"

namespace wan53 {

Failure::Failure(Error error) : error_(new Error(std::move(error))) {}
Failure::Failure(const Failure& other)
    : error_(other.error_ == nullptr ? nullptr : new Error(*other.error_)) {}
void Failure::drop(Error* error) { delete error; }

Failure fail(Error error) { return Failure(std::move(error)); }
Failure fail(Errc code, std::string_view what) { return fail({code, std::string(what)}); }
Failure fail_pieces(Errc code, const char* pattern, std::initializer_list<Piece> what) {
  return fail({code, compose_pieces(pattern, what)});
}

}  // namespace wan53
