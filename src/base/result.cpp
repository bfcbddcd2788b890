// SPDX-License-Identifier: MIT
#include "base/result.h"

namespace wan53 {

std::unexpected<Error> fail(Errc code, std::string what) {
  return std::unexpected(Error{code, std::move(what)});
}

std::unexpected<Error> pass_on(Error& error) { return std::unexpected(std::move(error)); }

}  // namespace wan53
