// SPDX-License-Identifier: MIT
#include "sys/environment.h"

#include <limits.h>
#include <unistd.h>

#include <cstdlib>

namespace wan53 {

SystemEnvironment::SystemEnvironment() {
  char path[PATH_MAX];
  // A folder that was deleted or is out of reach does not begin with '/'.
  if (getcwd(path, sizeof path) && path[0] == '/') folder_ = path;
}

std::optional<std::string> SystemEnvironment::get(const char* name) const {
  const char* value = std::getenv(name);
  if (!value || !*value) return std::nullopt;
  return value;
}

}  // namespace wan53
