// SPDX-License-Identifier: MIT
// Reads the text of /proc/net/if_inet6, the kernel's list of IPv6 addresses with their scope and
// flags, which getifaddrs and the ioctls do not tell. Pure.
//
// Stands in base/ because sys/, which reads the file, sees no other floor.
// A line is "ADDRESS INDEX PREFIX SCOPE FLAGS NAME": 32 hexadecimal digits, four hexadecimal
// numbers and the interface's name. Source: Linux, net/ipv6/addrconf.c (if6_seq_show),
// linux/if_addr.h, net/ipv6.h.
#pragma once

#include <string_view>
#include <vector>

#include "base/ports.h"
#include "base/result.h"

namespace wan53 {

inline constexpr std::size_t kMaxIfInet6Bytes = 64 * 1024;

struct NamedAddress {
  std::string interface_name;
  InterfaceAddress address;
};

// All addresses, in the file's order. Errc::bad_input names the line that is not of that shape.
Result<std::vector<NamedAddress>> read_if_inet6(std::string_view text);
// Those of the interface `name`; refuses any line, whichever interface it is about.
Result<std::vector<InterfaceAddress>> read_if_inet6(std::string_view text, std::string_view name);

}  // namespace wan53
