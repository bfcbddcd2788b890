// SPDX-License-Identifier: MIT
// A resolver that knows some zones.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/ports.h"
#include "base/text.h"

namespace wan53::test {

// Asked for a zone that is not in `servers`, it is a dead resolver.
class FakeDns final : public Dns {
 public:
  Result<std::vector<std::string>> name_servers(const std::string& zone) override {
    asked.push_back(zone);
    const auto known = servers.find(zone);
    if (known == servers.end()) return fail(Errc::retry, "no name server answers for " + zone);
    std::vector<std::string> names;
    for (const auto& name : known->second) {
      names.push_back(lower(name));
      if (names.back().ends_with('.')) names.back().pop_back();
    }
    return names;
  }

  std::map<std::string, std::vector<std::string>> servers;  // in any spelling
  std::vector<std::string> asked;                           // zones
};

}  // namespace wan53::test
