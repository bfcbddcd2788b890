// SPDX-License-Identifier: MIT
// Whether processes live, and what they leave in files.
#pragma once

#include <string>

#include "base/text.h"
#include "sys/clock.h"
#include "sys/files.h"

namespace wan53::test {

// Whether there is such a process that is not a zombie.
inline bool lives(const std::string& pid) {
  const auto stat = SystemFiles().read("/proc/" + pid + "/stat", 4096);
  return stat && *stat && (*stat)->text.find(") Z ") == std::string::npos;
}

// What a program writes into a file that appears when it is whole.
inline std::string wait_for_text(const std::string& path) {
  for (int i = 0; i < 2000; ++i) {
    const auto file = SystemFiles().read(path, 1000);
    if (file && *file && (*file)->text.ends_with('\n')) return std::string(trim((*file)->text));
    SystemClock().sleep(10ms);
  }
  return "";
}

inline bool dies(const std::string& pid) {
  for (int i = 0; i < 500; ++i) {
    if (!lives(pid)) return true;
    SystemClock().sleep(10ms);
  }
  return false;
}

}  // namespace wan53::test
