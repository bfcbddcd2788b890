// SPDX-License-Identifier: MIT
// What is read out of the kernel's messages, and which addresses a name stands for.
#include "base/rtnetlink.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <limits>

#include "test.h"

namespace wan53 {
namespace {

template <class T>
std::string bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string padded(std::string bytes) {
  bytes.resize(NLMSG_ALIGN(bytes.size()));
  return bytes;
}

std::string attribute(int type, std::string_view value) {
  const rtattr head{static_cast<unsigned short>(sizeof head + value.size()),
                    static_cast<unsigned short>(type)};
  return padded(bytes_of(head) + std::string(value));
}

std::string message(int type, const std::string& body, int flags = 0) {
  nlmsghdr head{};
  head.nlmsg_len = static_cast<unsigned>(sizeof head + body.size());
  head.nlmsg_type = static_cast<std::uint16_t>(type);
  head.nlmsg_flags = static_cast<std::uint16_t>(flags);
  return bytes_of(head) + padded(body);
}

std::string link(int index, const std::string& name, const std::vector<std::string>& others = {},
                 unsigned flags = IFF_UP) {
  ifinfomsg head{};
  head.ifi_index = index;
  head.ifi_flags = flags;
  std::string list;
  for (const auto& other : others) list += attribute(IFLA_ALT_IFNAME, other + '\0');
  return message(RTM_NEWLINK, bytes_of(head) + attribute(IFLA_MTU, "abcd") +
                                  attribute(IFLA_IFNAME, name + '\0') +
                                  attribute(IFLA_PROP_LIST | NLA_F_NESTED, list));
}

std::string octets(const std::string& text) {
  char bytes[16] = {};
  const bool ipv6 = text.find(':') != text.npos;
  inet_pton(ipv6 ? AF_INET6 : AF_INET, text.c_str(), bytes);
  return {bytes, ipv6 ? std::size_t{16} : std::size_t{4}};
}

struct Row {
  int link;
  std::string address;
  unsigned prefix_length = 64;
  unsigned flags = IFA_F_PERMANENT;
  unsigned preferred = 0xffffffff;
  std::string label = "";
  unsigned scope = RT_SCOPE_UNIVERSE;
};

std::string address(const Row& row, const std::string& more = "") {
  ifaddrmsg head{};
  head.ifa_family = row.address.find(':') != row.address.npos ? AF_INET6 : AF_INET;
  head.ifa_index = static_cast<unsigned>(row.link);
  head.ifa_prefixlen = static_cast<std::uint8_t>(row.prefix_length);
  head.ifa_flags = static_cast<std::uint8_t>(row.flags);
  head.ifa_scope = static_cast<std::uint8_t>(row.scope);
  std::string body =
      bytes_of(head) + more + attribute(IFA_ADDRESS, octets(row.address)) +
      attribute(IFA_CACHEINFO, bytes_of(ifa_cacheinfo{row.preferred, 0xffffffff, 0, 0}));
  if (!row.label.empty()) body += attribute(IFA_LABEL, row.label + '\0');
  return message(RTM_NEWADDR, body);
}

const std::string kDone = message(NLMSG_DONE, std::string(4, '\0'));

Network read(const std::string& text) {
  Network network;
  const test::Exact input(text);
  if (const auto ended = read_rtnetlink(input.view(), network); !ended || !*ended) return {};
  return network;
}

std::string summary(const Network& network, std::string_view name) {
  const auto found = addresses_of(network, name);
  if (!found) return found.error().what;
  std::string all;
  for (const auto& a : *found) {
    all += a.text + "/" + std::to_string(a.prefix_length) + (a.ipv6 ? " IPv6" : "") +
           (a.global ? " global" : "") + (a.lasting ? " lasting" : "") +
           (a.permanent ? " permanent" : "") + (a.alias ? " alias" : "") + "\n";
  }
  return all;
}

TEST(rtnetlink_tells_scope_and_what_passes) {
  const Network network =
      read(link(2, "eth0") + address({2, "198.51.100.7", 24, IFA_F_SECONDARY, 600}) +
           address({2, "198.51.100.8", 24, IFA_F_PERMANENT | IFA_F_DEPRECATED}) +
           address({2, "169.254.1.1", 16}) + address({2, "127.0.0.2", 8}) +
           address({2, "fe80::1", 64, IFA_F_PERMANENT, 0xffffffff, "", RT_SCOPE_LINK}) +
           address({2, "2001:db8::1", 56, 0, 1}) + address({2, "2001:db8::2", 64, 0, 0}) +
           address({2, "2001:db8::3", 64, IFA_F_TEMPORARY, 600}) +
           address({2, "2001:db8::4", 64, IFA_F_DEPRECATED, 600}) +
           address({2, "2001:db8::5", 64, IFA_F_TENTATIVE | IFA_F_PERMANENT}) +
           address({2, "2001:db8::6", 128, IFA_F_DADFAILED | IFA_F_PERMANENT}) +
           address({2, "fd00::7"}) + kDone);
  CHECK_TEXT(summary(network, "eth0"),
             "198.51.100.7/24 global lasting\n"
             "198.51.100.8/24 global permanent\n"
             "169.254.1.1/16 lasting permanent\n"
             "127.0.0.2/8 lasting permanent\n"
             "fe80::1/64 IPv6 lasting permanent\n"
             "2001:db8::1/56 IPv6 global lasting\n"
             "2001:db8::2/64 IPv6 global\n"  // its preferred lifetime is over
             "2001:db8::3/64 IPv6 global\n"
             "2001:db8::4/64 IPv6 global\n"
             "2001:db8::5/64 IPv6 global permanent\n"
             "2001:db8::6/128 IPv6 global permanent\n"
             "fd00::7/64 IPv6 global lasting permanent\n");
}

TEST(rtnetlink_takes_our_own_end_of_a_point_to_point_link) {
  const Network network =
      read(link(9, "ppp0") +
           address({9, "203.0.113.1", 32}, attribute(IFA_LOCAL, octets("203.0.113.7"))) + kDone);
  CHECK_TEXT(summary(network, "ppp0"), "203.0.113.7/32 global lasting permanent\n");
}

TEST(rtnetlink_finds_interfaces_by_each_of_their_names) {
  const std::string long_name = "a-name-that-is-longer-than-fifteen-bytes";
  const Network network =
      read(link(1, "lo") + link(2, "eth9", {"wan-port", long_name, "eth8:7"}) + link(3, "eth8") +
           link(4, "eth7", {"eth8"}) + link(5, "eth6", {}, 0) +
           address({2, "192.0.2.1", 24, IFA_F_PERMANENT, 0xffffffff, "eth9"}) +
           address({2, "192.0.2.2", 24, IFA_F_PERMANENT, 0xffffffff, "eth9:1"}) +
           // iproute2 refuses such a label, the kernel does not.
           address({2, "192.0.2.3", 24, IFA_F_PERMANENT, 0xffffffff, "eth8"}) +
           address({2, "2001:db8::1"}) +
           address({3, "192.0.2.4", 24, IFA_F_PERMANENT, 0xffffffff, "eth8"}) +
           address({3, "192.0.2.5", 24, IFA_F_PERMANENT, 0xffffffff, "eth9:1"}) +
           address({5, "192.0.2.6", 24, IFA_F_PERMANENT, 0xffffffff, "eth6:0"}) + kDone);
  const std::string eth9 =
      "192.0.2.1/24 global lasting permanent\n"
      "192.0.2.2/24 global lasting permanent alias\n"
      "192.0.2.3/24 global lasting permanent alias\n"
      "2001:db8::1/64 IPv6 global lasting permanent\n";
  const std::string eth8 =
      "192.0.2.4/24 global lasting permanent\n"
      "192.0.2.5/24 global lasting permanent alias\n";
  const struct {
    std::string name;
    std::string expected;
  } rows[] = {
      {"eth9", eth9},
      {"wan-port", eth9},
      {long_name, eth9},
      {"eth9:1", "192.0.2.2/24 global lasting permanent alias\n"},
      {"eth8", eth8},    // the interface, not the label or the alternative name
      {"eth8:7", eth9},  // an alternative name, not a label
      {"eth7", ""},
      {"eth6", "interface eth6 is down"},
      {"eth6:0", "interface eth6:0 is down"},
      {"eth9:2", "there is no interface eth9:2 now; `ip addr` lists the existing ones"},
      {"eth", "there is no interface eth now; `ip addr` lists the existing ones"},
      {"", "there is no interface  now; `ip addr` lists the existing ones"},
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row.name, summary(network, row.name), row.expected);
}

TEST(rtnetlink_goes_on_until_the_dump_ends) {
  Network network;
  const auto first = read_rtnetlink(link(2, "eth0") + message(RTM_NEWROUTE, "abcd"), network);
  CHECK(first && !*first && network.links.size() == 1);
  const auto second = read_rtnetlink(address({2, "192.0.2.1"}) + kDone, network);
  CHECK(second && *second && network.addresses.size() == 1);
}

TEST(rtnetlink_refuses_what_is_no_answer) {
  const std::string good = link(2, "eth0");
  const struct {
    const char* label;
    std::string text;
    Errc code;
  } rows[] = {
      {"cut head", good.substr(0, 15), Errc::bad_input},
      {"cut body", good.substr(0, good.size() - 4), Errc::bad_input},
      {"no length", std::string(16, '\0'), Errc::bad_input},
      {"second message cut", good + good.substr(0, 20), Errc::bad_input},
      {"error", message(NLMSG_ERROR, bytes_of(nlmsgerr{-EPERM, {}})), Errc::bad_input},
      {"an error that there is not",
       message(NLMSG_ERROR, bytes_of(nlmsgerr{std::numeric_limits<int>::min(), {}})),
       Errc::bad_input},
      {"changed meanwhile", message(NLMSG_DONE, "", NLM_F_DUMP_INTR), Errc::retry},
  };
  for (const auto& row : rows) {
    Network network;
    const test::Exact input(row.text);
    const auto read = read_rtnetlink(input.view(), network);
    CHECK_ROW(row.label, !read && read.error().code == row.code);
  }
}

TEST(rtnetlink_leaves_out_malformed_attributes) {
  ifaddrmsg head{};
  head.ifa_family = AF_INET;
  const std::string start = bytes_of(head);
  for (const std::string& body :
       {std::string(), start.substr(0, 3), start, start + attribute(IFA_ADDRESS, "abc"),
        start + attribute(IFA_ADDRESS, "sixteen octets!!"), start + std::string("\x03\0\x01\0", 4),
        start + std::string("\xff\xff\x01\0", 4) + "abcd"}) {
    CHECK(read(message(RTM_NEWADDR, body) + kDone).addresses.empty());
  }
}

}  // namespace
}  // namespace wan53
