// SPDX-License-Identifier: MIT
#include "sys/environment.h"

#include <cstdlib>

namespace wan53 {

std::optional<std::string> SystemEnvironment::get(const char* name) const {
  const char* value = std::getenv(name);
  if (!value || !*value) return std::nullopt;
  return value;
}

}  // namespace wan53
