// SPDX-License-Identifier: MIT
// The Environment port on getenv. The folder is the one at the time that this object is made.
// Values are copied, so that the caller can wipe those that are secret.
#pragma once

#include "base/ports.h"

namespace wan53 {

class SystemEnvironment final : public Environment {
 public:
  SystemEnvironment();
  std::optional<std::string> get(const char* name) const override;
  std::string folder() const override { return folder_; }

 private:
  std::string folder_;
};

}  // namespace wan53
