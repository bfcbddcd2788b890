// SPDX-License-Identifier: MIT
// How grave a line of the log is, the gravest first.
#pragma once

#include <cstdint>

namespace wan53 {

enum class LogLevel : std::uint8_t { error, warning, notice, info, debug };

}  // namespace wan53
