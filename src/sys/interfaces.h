// SPDX-License-Identifier: MIT
// The Interfaces port, by netlink, which every kernel has and which needs no privileges. See
// base/rtnetlink.h.
//
// An IPv4 address counts as global unless it is loopback (127/8) or link-local (169.254/16).
#pragma once

#include "base/ports.h"

namespace wan53 {

class SystemInterfaces final : public Interfaces {
 public:
  Result<std::vector<InterfaceAddress>> addresses(const std::string& name) override;
  Result<std::vector<std::string>> names() override;
};

// Every address of this machine with all fields of InterfaceAddress but `permanent`, which a mere
// renewal may change; one per line, sorted: equal texts mean equal sets. People can read it, too.
Result<std::string> list_all_addresses();

}  // namespace wan53
