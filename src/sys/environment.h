// SPDX-License-Identifier: MIT
// The Environment port on getenv. Values are copied out: they may be secrets, which the caller
// wipes.
#pragma once

#include "base/ports.h"

namespace wan53 {

class SystemEnvironment final : public Environment {
 public:
  std::optional<std::string> get(const char* name) const override;
};

}  // namespace wan53
