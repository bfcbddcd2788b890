// SPDX-License-Identifier: MIT
// A log to look into.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/ports.h"

namespace wan53::test {

class FakeLog final : public Log {
 public:
  void write(LogLevel level, std::string_view line) override {
    if (!line.empty()) lines.emplace_back(level, std::string(line));
  }

  std::vector<std::pair<LogLevel, std::string>> lines;
};

}  // namespace wan53::test
