// SPDX-License-Identifier: MIT
#include "base/result.h"

namespace wan53 {

HeldError::HeldError(Error error) : error_(new Error(std::move(error))) {}
HeldError::HeldError(const HeldError& other) : HeldError(*other) {}
void HeldError::drop(Error* error) { delete error; }

Failure fail(Error error) { return Failure(std::move(error)); }
Failure fail(Errc code, std::string what) { return fail({code, std::move(what)}); }

}  // namespace wan53
