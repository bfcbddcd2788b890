// SPDX-License-Identifier: MIT
// A machine with one interface, eth0.
#pragma once

#include <string>
#include <vector>

#include "base/ports.h"

namespace wan53::test {

class FakeInterfaces final : public Interfaces {
 public:
  Result<std::vector<InterfaceAddress>> addresses(const std::string& name) override {
    if (name != "eth0") return fail(Errc::wait, "there is no interface " + name);
    if (is_down) return fail(Errc::wait, "interface " + name + " is down");
    return on_eth0;
  }

  std::vector<InterfaceAddress> on_eth0;
  bool is_down = false;
};

}  // namespace wan53::test
