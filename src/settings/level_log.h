// SPDX-License-Identifier: MIT
// A log that filters by level, and a log on stderr.
#pragma once

#include "base/compose.h"
#include "settings/ports.h"

namespace wan53 {

// Forwards lines that are at least as severe as `level` (the config's log-level).
class LevelLog final : public Log {
 public:
  LevelLog(Log& next, LogLevel level) : next_(next), level_(level) {}
  void write(LogLevel level, std::string_view line) override {
    if (level <= level_) next_.write(level, line);
  }

 private:
  Log& next_;
  LogLevel level_;
};

// To stderr, for a daemon in the foreground: "wan53: LINE".
class TerminalLog final : public Log {
 public:
  explicit TerminalLog(Terminal& terminal) : terminal_(terminal) {}
  void write(LogLevel, std::string_view line) override {
    terminal_.err(compose("wan53: {}\n", line));
  }

 private:
  Terminal& terminal_;
};

}  // namespace wan53
