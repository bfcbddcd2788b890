// SPDX-License-Identifier: MIT
// Asuswrt-Merlin's nvram: reads variables one at a time, and writes the few of the DDNS handshake.
// Never commits to flash.
//
// `nvram` is a program that prints the value and a line end, prints nothing for a variable that is
// not set, and whose exit status says nothing (nvram/nvram.c). On some models it hangs: each call
// has a time limit, and once one has exceeded it, no more are made in this cycle.
#pragma once

#include <string>
#include <string_view>

#include "base/ports.h"

namespace wan53 {

class Nvram {
 public:
  explicit Nvram(Processes& processes) : processes_(processes) {}

  // False off a router.
  bool present() const { return processes_.exists("nvram"); }
  // Empty if the variable is not set. Errc::look_again if nvram hangs, or answers with control
  // characters or more than 4 KiB.
  Result<std::string> get(const std::string& name);
  Status set(const std::string& name, std::string_view value);

 private:
  Result<Processes::Ended> run_nvram(const std::vector<std::string>& argv);

  Processes& processes_;
  bool hung_ = false;
};

}  // namespace wan53
