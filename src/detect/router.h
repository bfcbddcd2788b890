// SPDX-License-Identifier: MIT
// Asuswrt-Merlin's nvram: reads what wan53 needs to know of the router, and writes the few
// variables of the DDNS handshake. Nothing is ever committed to flash.
//
// `nvram` is a program that prints the value and a line end, prints nothing for a variable that is
// not set, and whose exit status says nothing (nvram/nvram.c). On some models it hangs: each call
// has a deadline, and after the first that missed it no more are made in this pass.
#pragma once

#include <string>

#include "base/ports.h"
#include "ddns/config.h"
#include "ddns/wan.h"

namespace wan53 {

class Nvram {
 public:
  explicit Nvram(Processes& processes) : processes_(processes) {}

  // False off a router.
  bool present() const { return processes_.exists("nvram"); }
  // Empty when the variable is not set. Errc::wait when nvram hangs or answers with what is no
  // text of at most 4 KiB.
  Result<std::string> get(const std::string& name);
  Status set(const std::string& name, std::string_view value);

 private:
  Processes& processes_;
  bool hung_ = false;
};

// Reads no more than the config's sources need.
RouterView read_router(Nvram& nvram, const Config& config);

}  // namespace wan53
