// SPDX-License-Identifier: MIT
// The Bus port on a unix datagram socket, and Events on it, on NETLINK_ROUTE and on SIGHUP.
//
// SIGHUP is blocked but for the time of the wait itself (ppoll), so that none is lost and no round
// is interrupted by one. A kernel or container without netlink costs speed only: see `unwatched`.
// The socket file (0600) stays when its owner ends; nobody answers there then.
#pragma once

#include "base/ports.h"

namespace wan53 {

class SystemBus final : public Bus {
 public:
  Result<std::unique_ptr<Events>> listen(const std::string& socket) override;
  Sent send(const std::string& socket, std::string_view text) override;
};

}  // namespace wan53
