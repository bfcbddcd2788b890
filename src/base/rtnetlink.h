// SPDX-License-Identifier: MIT
// Reads the kernel's answers to RTM_GETLINK and RTM_GETADDR, and finds an interface's addresses in
// them. Pure.
//
// It is in base/ because sys/, which asks the kernel, may include no other floor.
// Sources: netlink(7), rtnetlink(7); Linux, net/ipv4/devinet.c (inet_fill_ifaddr),
// net/ipv6/addrconf.c (inet6_fill_ifaddr), net/core/rtnetlink.c (rtnl_fill_prop_list).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/ports.h"
#include "base/result.h"

namespace wan53 {

struct Link {
  int index = 0;
  bool up = false;
  std::string name;
  std::vector<std::string> other_names;  // alternative ones, which Linux has since 5.5
};

struct LinkAddress {
  int link = 0;       // its Link's index
  std::string label;  // IPv4 only: the link's name, or one such as "eth0:1"
  InterfaceAddress address;
};

// All that the kernel has told, in its order.
struct Network {
  std::vector<Link> links;
  std::vector<LinkAddress> addresses;
};

// Adds what a piece of a dump tells; messages of other kinds are skipped. True if the dump ends
// with it. Errc::retry if the kernel's list changed meanwhile: then the whole dump is worthless.
// Errc::bad_input if the piece is malformed or an error in place of an answer.
Result<bool> read_rtnetlink(std::string_view messages, Network& network);

// See Interfaces::addresses. A link's own name counts before an alternative one, and both before a
// label.
Result<std::vector<InterfaceAddress>> addresses_of(const Network& network, std::string_view name);

}  // namespace wan53
