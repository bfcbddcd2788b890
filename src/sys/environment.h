// SPDX-License-Identifier: MIT
// The Environment port on getenv. Values are copied, so that the caller can wipe those that are
// secret.
#pragma once

#include "base/ports.h"

namespace wan53 {

class SystemEnvironment final : public Environment {
 public:
  std::optional<std::string> get(const char* name) const override;
};

}  // namespace wan53
