// SPDX-License-Identifier: MIT
// The Dns port on the C library's resolver (res_query), which asks the servers in /etc/resolv.conf.
//
// A child process asks: nothing in this process can end a resolver that is flooded with datagrams.
#pragma once

#include "base/ports.h"

namespace wan53 {

class SystemDns final : public Dns {
 public:
  // `limit`: for one answer.
  explicit SystemDns(Milliseconds limit = 15s) : limit_(limit) {}
  Result<std::vector<std::string>> name_servers(const std::string& zone) override;

 private:
  Milliseconds limit_;
};

}  // namespace wan53
