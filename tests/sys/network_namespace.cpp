// SPDX-License-Identifier: MIT
#include "network_namespace.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "deny_call.h"

namespace wan53::test {
namespace {

struct Message {
  nlmsghdr head;
  ifaddrmsg address;
  char attributes[128];
};

void add_attribute(Message& message, std::uint16_t type, const void* data, std::size_t size) {
  const std::size_t at = NLMSG_ALIGN(message.head.nlmsg_len);
  auto* attribute = reinterpret_cast<rtattr*>(reinterpret_cast<char*>(&message) + at);
  attribute->rta_type = type;
  attribute->rta_len = static_cast<std::uint16_t>(RTA_LENGTH(size));
  memcpy(RTA_DATA(attribute), data, size);
  message.head.nlmsg_len = static_cast<std::uint32_t>(at + RTA_ALIGN(attribute->rta_len));
}

// Waits for the kernel's word that it is done; 0, or its error. An emulator refuses what it does
// not know before the kernel sees it.
int ask_kernel(const Message& message) {
  const int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  struct {
    nlmsghdr head;
    nlmsgerr error;
    char rest[256];
  } reply{};
  const bool sent = send(fd, &message, message.head.nlmsg_len, 0) >= 0;
  const int refused = sent ? 0 : errno;
  if (sent && recv(fd, &reply, sizeof reply, 0) < 0) abort();
  close(fd);
  return sent ? -reply.error.error : refused;
}

void send_to_kernel(const Message& message) {
  if (const int error = ask_kernel(message); error != 0) {
    fprintf(stderr, "netlink refuses an address: %s\n", strerror(error));
    abort();
  }
}

Message about(const std::string& text, unsigned prefix_length, std::uint16_t type,
              std::uint16_t flags) {
  const bool ipv6 = text.find(':') != text.npos;
  Message message{};
  message.head.nlmsg_len = NLMSG_LENGTH(sizeof message.address);
  message.head.nlmsg_type = type;
  message.head.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
  message.address.ifa_family = ipv6 ? AF_INET6 : AF_INET;
  message.address.ifa_prefixlen = static_cast<std::uint8_t>(prefix_length);
  message.address.ifa_flags = IFA_F_NODAD;  // there at once, not tentative first
  message.address.ifa_index = if_nametoindex("lo");
  unsigned char bytes[16];
  if (inet_pton(message.address.ifa_family, text.c_str(), bytes) != 1) abort();
  const std::size_t size = ipv6 ? 16 : 4;
  add_attribute(message, IFA_LOCAL, bytes, size);
  add_attribute(message, IFA_ADDRESS, bytes, size);
  return message;
}

void bring_lo_up() {
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  ifreq request{};
  memcpy(request.ifr_name, "lo", 3);
  request.ifr_flags = IFF_UP;
  if (ioctl(fd, SIOCSIFFLAGS, &request) != 0) abort();
  close(fd);
}

// CLONE_NEWUSER, where it is allowed, brings the rights that CLONE_NEWNET needs.
std::string enter_and_run(void* body) {
  if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
    return std::string("not permitted: ") + strerror(errno);
  }
  bring_lo_up();
  return (*static_cast<std::string (**)()>(body))();
}

}  // namespace

std::string in_new_network(std::string (*body)()) { return in_child(enter_and_run, &body); }

void set_address(const std::string& address, unsigned prefix_length, std::uint32_t preferred_s,
                 std::uint32_t valid_s, const std::string& label) {
  Message message = about(address, prefix_length, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
  const ifa_cacheinfo lifetime{preferred_s, valid_s, 0, 0};
  add_attribute(message, IFA_CACHEINFO, &lifetime, sizeof lifetime);
  if (!label.empty()) add_attribute(message, IFA_LABEL, label.c_str(), label.size() + 1);
  send_to_kernel(message);
}

bool add_alternative_name(const std::string& name) {
  Message message{};
  const ifinfomsg link{.ifi_family = AF_UNSPEC,
                       .__ifi_pad = 0,
                       .ifi_type = 0,
                       .ifi_index = static_cast<int>(if_nametoindex("lo")),
                       .ifi_flags = 0,
                       .ifi_change = 0};
  message.head.nlmsg_len = NLMSG_LENGTH(sizeof link);
  message.head.nlmsg_type = RTM_NEWLINKPROP;
  message.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_EXCL | NLM_F_CREATE | NLM_F_APPEND;
  memcpy(&message.address, &link, sizeof link);
  // The list that holds it is an attribute, too.
  char list[100] = {};
  const rtattr head{static_cast<unsigned short>(RTA_LENGTH(name.size() + 1)), IFLA_ALT_IFNAME};
  memcpy(list, &head, sizeof head);
  memcpy(list + RTA_LENGTH(0), name.c_str(), name.size() + 1);
  add_attribute(message, IFLA_PROP_LIST | NLA_F_NESTED, list, RTA_ALIGN(head.rta_len));
  return ask_kernel(message) == 0;
}

void drop_address(const std::string& address, unsigned prefix_length) {
  send_to_kernel(about(address, prefix_length, RTM_DELADDR, 0));
}

}  // namespace wan53::test
