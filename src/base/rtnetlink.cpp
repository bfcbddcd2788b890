// SPDX-License-Identifier: MIT
#include "base/rtnetlink.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/ip_text.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr int kMostErrno = 4'095;  // Linux: include/linux/err.h

// The first bytes as a T, which is all zeros if there are too few. Copied, since nothing aligns
// them.
template <class T>
T start_of(std::string_view bytes) {
  T value{};
  if (bytes.size() >= sizeof value) bytes.copy(reinterpret_cast<char*>(&value), sizeof value);
  return value;
}

std::string_view after(std::string_view bytes, std::size_t size) {
  return bytes.substr(std::min(NLMSG_ALIGN(size), bytes.size()));
}

struct Attribute {
  int type;
  std::string_view value;
};

// Removes the first attribute from `bytes`; nothing if there is none, or a malformed one.
std::optional<Attribute> take_attribute(std::string_view& bytes) {
  const auto head = start_of<rtattr>(bytes);
  if (head.rta_len < sizeof head || head.rta_len > bytes.size()) return std::nullopt;
  const Attribute attribute{head.rta_type & NLA_TYPE_MASK,
                            bytes.substr(sizeof head, head.rta_len - sizeof head)};
  bytes = after(bytes, head.rta_len);
  return attribute;
}

std::string text_of(std::string_view value) { return std::string(take_until(value, '\0')); }

void read_link(std::string_view message, Network& network) {
  const auto head = start_of<ifinfomsg>(message);
  Link& link = network.links.emplace_back();
  link.index = head.ifi_index;
  link.up = (head.ifi_flags & IFF_UP) != 0;
  std::string_view attributes = after(message, sizeof head);
  while (const auto attribute = take_attribute(attributes)) {
    if (attribute->type == IFLA_IFNAME) link.name = text_of(attribute->value);
    if (attribute->type != IFLA_PROP_LIST) continue;
    std::string_view properties = attribute->value;
    while (const auto property = take_attribute(properties)) {
      if (property->type == IFLA_ALT_IFNAME) link.other_names.push_back(text_of(property->value));
    }
  }
}

// IFA_F_TEMPORARY of IPv6 is IFA_F_SECONDARY of IPv4, which says nothing about how long it lasts.
bool is_lasting(unsigned flags, bool ipv6) {
  constexpr unsigned kPassing = IFA_F_DADFAILED | IFA_F_DEPRECATED | IFA_F_TENTATIVE;
  return (flags & (ipv6 ? kPassing | IFA_F_TEMPORARY : kPassing)) == 0;
}

void read_address(std::string_view message, Network& network) {
  const auto head = start_of<ifaddrmsg>(message);
  const bool ipv6 = head.ifa_family == AF_INET6;
  if (!ipv6 && head.ifa_family != AF_INET) return;
  LinkAddress found;
  found.link = static_cast<int>(head.ifa_index);
  std::string_view octets;
  bool preferred = true;
  std::string_view attributes = after(message, sizeof head);
  while (const auto attribute = take_attribute(attributes)) {
    const auto& [type, value] = *attribute;
    // On a point-to-point link, IFA_ADDRESS is the other end's.
    if (type == IFA_LOCAL || (type == IFA_ADDRESS && octets.empty())) octets = value;
    if (type == IFA_LABEL) found.label = text_of(value);
    if (type == IFA_CACHEINFO) preferred = start_of<ifa_cacheinfo>(value).ifa_prefered != 0;
  }
  if (octets.size() != (ipv6 ? 16 : 4)) return;
  // An IPv4 address has the scope that was asked for when it was added.
  const bool global = ipv6 ? head.ifa_scope == RT_SCOPE_UNIVERSE
                           : octets[0] != 127 && !octets.starts_with("\xa9\xfe");
  // A lifetime may have ended before the kernel's timer sets the flag.
  const bool lasting = is_lasting(head.ifa_flags, ipv6) && preferred;
  const bool permanent = (head.ifa_flags & IFA_F_PERMANENT) != 0;
  found.address = {ip_text(octets), ipv6, head.ifa_prefixlen, global, lasting, permanent, false};
  network.addresses.push_back(std::move(found));
}

const Link* find_link(const std::vector<Link>& links, std::string_view name) {
  const auto by_name = std::ranges::find(links, name, &Link::name);
  if (by_name != links.end()) return &*by_name;
  const auto by_other = std::ranges::find_if(links, [name](const Link& link) {
    return std::ranges::find(link.other_names, name) != link.other_names.end();
  });
  return by_other == links.end() ? nullptr : &*by_other;
}

}  // namespace

Result<bool> read_rtnetlink(std::string_view messages, Network& network) {
  while (!messages.empty()) {
    const auto head = start_of<nlmsghdr>(messages);
    if (head.nlmsg_len < sizeof head || head.nlmsg_len > messages.size()) {
      return fail(Errc::bad_input, "the kernel's list of addresses is cut short");
    }
    const std::string_view message = messages.substr(sizeof head, head.nlmsg_len - sizeof head);
    if ((head.nlmsg_flags & NLM_F_DUMP_INTR) != 0) {
      return fail(Errc::retry, "the kernel's list of addresses changes all the time");
    }
    if (head.nlmsg_type == NLMSG_DONE) return true;
    if (head.nlmsg_type == NLMSG_ERROR) {
      const int error = std::max(start_of<nlmsgerr>(message).error, -kMostErrno);
      return fail(Errc::bad_input, "the kernel does not list its addresses: {}",
                  std::strerror(-error));
    }
    if (head.nlmsg_type == RTM_NEWLINK) read_link(message, network);
    if (head.nlmsg_type == RTM_NEWADDR) read_address(message, network);
    messages = after(messages, head.nlmsg_len);
  }
  return false;
}

Result<std::vector<InterfaceAddress>> addresses_of(const Network& network, std::string_view name) {
  const auto& [links, addresses] = network;
  const Link* link = find_link(links, name);
  std::string_view label;
  if (link == nullptr && !name.empty()) {
    label = name;
    const auto labelled = std::ranges::find(addresses, label, &LinkAddress::label);
    if (labelled != addresses.end()) {
      const auto owner = std::ranges::find(links, labelled->link, &Link::index);
      if (owner != links.end()) link = &*owner;
    }
  }
  if (link == nullptr) {
    return fail(Errc::wait, "there is no interface {} now; `ip addr` lists the existing ones",
                printable(name));
  }
  if (!link->up) return fail(Errc::wait, "interface {} is down", printable(name));
  std::vector<InterfaceAddress> found;
  for (const auto& candidate : addresses) {
    if (candidate.link != link->index) continue;
    if (!label.empty() && candidate.label != label) continue;
    found.push_back(candidate.address);
    found.back().alias = !candidate.label.empty() && candidate.label != link->name;
  }
  return found;
}

}  // namespace wan53
