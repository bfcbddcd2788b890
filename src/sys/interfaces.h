// SPDX-License-Identifier: MIT
// The Interfaces port: IPv4 addresses by the SIOCGIFCONF ioctl, IPv6 ones from /proc/net/if_inet6.
// Every kernel since 2.2 has both, and they need neither netlink nor privileges. IPv4 prefix
// lengths come from SIOCGIFNETMASK.
//
// An IPv4 address counts as lasting, and as global unless it is loopback (127/8) or link-local
// (169.254/16). "eth0" is not "eth0:1": an alias has its own addresses.
#pragma once

#include "base/ports.h"

namespace wan53 {

inline constexpr char kIfInet6[] = "/proc/net/if_inet6";

class SystemInterfaces final : public Interfaces {
 public:
  // `if_inet6` is where the kernel lists IPv6 addresses; it need not exist.
  explicit SystemInterfaces(std::string if_inet6 = kIfInet6) : if_inet6_(std::move(if_inet6)) {}
  Result<std::vector<InterfaceAddress>> addresses(const std::string& name) override;

 private:
  std::string if_inet6_;
};

// Every address of this machine with all fields of InterfaceAddress, one per line, sorted: equal
// texts mean equal sets. People can read it, too.
Result<std::string> list_all_addresses();

}  // namespace wan53
