// SPDX-License-Identifier: MIT
// Environment variables in memory.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/ports.h"

namespace wan53::test {

class FakeEnvironment final : public Environment {
 public:
  std::optional<std::string> get(const char* name) const override {
    for (const auto& [key, value] : variables) {
      if (key == name && !value.empty()) return value;
    }
    return std::nullopt;
  }
  std::string folder() const override { return start_folder; }

  std::vector<std::pair<std::string, std::string>> variables;
  std::string start_folder = "/start";
};

}  // namespace wan53::test
