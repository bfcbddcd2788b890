// SPDX-License-Identifier: MIT
// A machine with an interface eth0, and with further ones where a test adds them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/ports.h"

namespace wan53::test {

class FakeInterfaces final : public Interfaces {
 public:
  Result<std::vector<InterfaceAddress>> addresses(const std::string& name) override {
    if (const auto found = others.find(name); found != others.end()) return found->second;
    if (name != "eth0") return fail(Errc::wait, "there is no interface " + name);
    if (is_down) return fail(Errc::wait, "interface " + name + " is down");
    return on_eth0;
  }
  Result<std::vector<std::string>> names() override {
    std::vector<std::string> names;
    if (!is_down) names.emplace_back("eth0");
    for (const auto& [name, addresses] : others) names.push_back(name);
    return names;
  }

  std::vector<InterfaceAddress> on_eth0;
  std::map<std::string, std::vector<InterfaceAddress>> others;
  bool is_down = false;
};

}  // namespace wan53::test
