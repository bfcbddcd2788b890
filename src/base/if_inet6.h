// SPDX-License-Identifier: MIT
// Reads the text of /proc/net/if_inet6, the kernel's list of IPv6 addresses with their scope and
// flags, which neither getifaddrs nor the ioctls report. Pure.
//
// It is in base/ because sys/, which reads the file, may include no other floor.
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

// All addresses, in the file's order. Errc::bad_input names the malformed line.
Result<std::vector<NamedAddress>> read_if_inet6(std::string_view text);
// The addresses of interface `name`. A malformed line of any interface is an error.
Result<std::vector<InterfaceAddress>> read_if_inet6(std::string_view text, std::string_view name);

}  // namespace wan53
