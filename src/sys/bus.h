// SPDX-License-Identifier: MIT
// The Bus port on a unix datagram socket; its Events come from that socket, NETLINK_ROUTE and
// SIGHUP.
//
// SIGHUP is blocked except during the wait itself (ppoll), so that none is lost and none interrupts
// a round. Without netlink (some kernels and containers) address changes are only noticed later:
// see `unwatched`. The socket file (0600) remains after its owner ends, but nobody answers there.
#pragma once

#include "base/ports.h"

namespace wan53 {

class SystemBus final : public Bus {
 public:
  Result<std::unique_ptr<Events>> listen(const std::string& socket) override;
  Sent send(const std::string& socket, std::string_view text) override;
};

}  // namespace wan53
