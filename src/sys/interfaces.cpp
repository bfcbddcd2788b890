// SPDX-License-Identifier: MIT
#include "sys/interfaces.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>

#include "base/compose.h"
#include "base/rtnetlink.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/descriptor.h"

namespace wan53 {
namespace {

// The kernel sends a dump in pieces of at most 32 KiB (net/netlink/af_netlink.c, netlink_dump).
constexpr std::size_t kPieceBytes = 32 * 1024;
// More than any sane machine has.
constexpr int kMostPieces = 1'000;
// How often a list is read again that changes while it is read.
constexpr int kMostTries = 5;
// The kernel answers at once; a sandbox that drops the question never does.
constexpr timeval kPatience{2, 0};

Status dump(std::uint16_t type, Network& network) {
  const Descriptor fd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  struct {
    nlmsghdr head;
    rtgenmsg generic;
  } request{};
  request.head.nlmsg_len = sizeof request;
  request.head.nlmsg_type = type;
  request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  if (!fd.ok() ||
      setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience) != 0 ||
      send(fd.get(), &request, sizeof request, 0) < 0) {
    return fail_with_errno("netlink", "list the addresses");
  }
  std::string piece(kPieceBytes, '\0');
  for (int i = 0; i < kMostPieces; ++i) {
    const auto size = recv(fd.get(), piece.data(), piece.size(), 0);
    if (size < 0) return fail_with_errno("netlink", "list the addresses");
    TRY_ASSIGN(const bool ended,
               read_rtnetlink({piece.data(), static_cast<std::size_t>(size)}, network));
    if (ended) return {};
  }
  return fail(Errc::user, "this machine has too many addresses to look through");
}

Result<Network> read_network() {
  for (int i = 1;; ++i) {
    Network network;
    Status read = dump(RTM_GETLINK, network);
    if (read) read = dump(RTM_GETADDR, network);
    if (read) return network;
    if (read.error().code != Errc::retry || i == kMostTries) return pass_on(read);
  }
}

}  // namespace

Result<std::vector<InterfaceAddress>> SystemInterfaces::addresses(const std::string& name) {
  TRY_ASSIGN(const auto network, read_network());
  return addresses_of(network, name);
}

Result<std::vector<std::string>> SystemInterfaces::names() {
  TRY_ASSIGN(auto network, read_network());
  std::vector<std::string> names;
  for (auto& link : network.links) {
    if (link.up) names.push_back(std::move(link.name));
  }
  return names;
}

Result<std::string> list_all_addresses() {
  TRY_ASSIGN(const auto network, read_network());
  std::vector<std::string> lines;
  for (const auto& [index, label, address] : network.addresses) {
    const auto link = std::ranges::find(network.links, index, &Link::index);
    const std::string_view name = link == network.links.end() ? "?" : std::string_view(link->name);
    lines.push_back(compose("{} {}/{}{}{}{}\n", name, address.text, address.prefix_length,
                            address.global ? " global" : "", address.lasting ? " lasting" : "",
                            label.empty() || label == name ? "" : " " + label));
  }
  // A heap sorts in a third of the code of std::ranges::sort.
  std::ranges::make_heap(lines);
  std::ranges::sort_heap(lines);
  return join(lines, "");
}

}  // namespace wan53
