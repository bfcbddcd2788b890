// SPDX-License-Identifier: MIT
// The Dns port on the C library's resolver (res_query), which asks the servers in /etc/resolv.conf.
#pragma once

#include "base/ports.h"

namespace wan53 {

class SystemDns final : public Dns {
 public:
  Result<std::vector<std::string>> name_servers(const std::string& zone) override;
};

}  // namespace wan53
