// SPDX-License-Identifier: MIT
#include "ddns/address.h"

#include "test.h"

namespace wan53 {
namespace {

// The canonical text, or "refused".
std::string canonical(std::string_view text) {
  const auto address = Address::parse(test::Exact(text).view());
  if (address) return address->text();
  return address.error().code == Errc::bad_input ? "refused" : "wrong code";
}

TEST(address_takes_every_spelling_to_the_canonical_one) {
  const struct {
    const char* text;
    const char* expected;
  } rows[] = {
      {"0.0.0.0", "0.0.0.0"},
      {"203.0.113.7", "203.0.113.7"},
      {"255.255.255.255", "255.255.255.255"},
      // RFC 4291, 2.2
      {"ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", "abcd:ef01:2345:6789:abcd:ef01:2345:6789"},
      {"2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"},
      {"FF01:0:0:0:0:0:0:101", "ff01::101"},
      {"0:0:0:0:0:0:0:1", "::1"},
      {"0:0:0:0:0:0:0:0", "::"},
      {"::", "::"},
      {"0:0:0:0:0:0:13.1.68.3", "::d01:4403"},
      {"::FFFF:129.144.52.38", "::ffff:8190:3426"},
      {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
      {"1::2:3:4:5:1.2.3.4", "1:0:2:3:4:5:102:304"},
      // RFC 5952, 2 and 4
      {"2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},
      {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1"},
      {"2001:DB8::0001", "2001:db8::1"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
      {"1:0:0:4:5:0:0:0", "1:0:0:4:5::"},
      {"0:0:3::", "0:0:3::"},
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row.text, canonical(row.text), row.expected);
}

TEST(address_refuses_what_is_no_address) {
  using std::string_view_literals::operator""sv;
  const std::string_view rows[] = {
      "",
      " ",
      "1",
      "1.2.3",
      "1.2.3.4.5",
      "1.2.3.",
      ".1.2.3",
      "1..2.3",
      "256.1.1.1",
      "1.1.1.1000",
      "1.2.3.4294967297",
      "01.2.3.4",
      "1.2.3.04",
      "1.2.3.00",
      "0x1.2.3.4",
      "+1.2.3.4",
      "-1.2.3.4",
      "1.2.3.4 ",
      " 1.2.3.4",
      "1.2.3.4\n",
      "1.2.3.4/32",
      "1.2.3.4:53",
      "1.2.3.a",
      "1.2.3.4\0"sv,
      "\0001.2.3.4"sv,
      "\xd9\xa1.2.3.4",
      "home.example.com",
      ":",
      ":::",
      ":1",
      "1:",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "1:2:3:4:5:6:7:8::",
      "::1:2:3:4:5:6:7:8",
      "1:2:3:4::5:6:7:8",
      "1::2::3",
      "1:::2",
      "12345::",
      "00001::",
      "g::",
      "::-1",
      "::0x1",
      "fe80::1%eth0",
      "fe80::1%",
      "[::1]",
      "::1/128",
      "::1 ",
      "::\0"sv,
      "1.2.3.4::",
      "::1.2.3.4:5",
      "::1.2.3",
      "::1.2.3.256",
      "::01.2.3.4",
      "1:2:3:4:5:6:7:1.2.3.4",
      "::1.2.3.4.",
      "<html>203.0.113.7</html>",
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row, canonical(row), "refused");
}

TEST(address_error_shows_what_came) {
  const auto address = Address::parse("203.0.113.7\n<html>");
  CHECK(!address);
  CHECK_TEXT(address.error().what, "203.0.113.7\\x0a<html> is not an IPv4 or IPv6 address");
}

// sjmayotte's updater took a reply's first part for the whole and published 174.21.76.2.
TEST(address_part_of_an_address_is_none) {
  const std::string whole = "174.21.76.23\n";
  CHECK_TEXT(canonical(whole), "refused");
  CHECK_TEXT(canonical("174.21.76."), "refused");
  CHECK_TEXT(canonical("174.21.76"), "refused");
  CHECK_TEXT(canonical("174.21.76.23174.21.76.23"), "refused");
}

TEST(address_octets_stand_in_network_order) {
  using std::string_view_literals::operator""sv;
  CHECK(Address::parse("1.2.3.4")->octets() == "\1\2\3\4"sv);
  CHECK(Address::parse("::ffff:1.2.3.4")->octets() == "\0\0\0\0\0\0\0\0\0\0\xff\xff\1\2\3\4"sv);
}

TEST(address_equality_is_of_family_and_octets) {
  CHECK(*Address::parse("2001:DB8::0001") == *Address::parse("2001:db8:0:0::1"));
  CHECK(*Address::parse("0.0.0.0") != *Address::parse("::"));
  CHECK(*Address::parse("1.2.3.4") != *Address::parse("102:304::"));
  CHECK(Address::parse("1.2.3.4")->family() == Family::ipv4);
  CHECK(Address::parse("::1.2.3.4")->family() == Family::ipv6);
}

TEST(address_families_have_names) {
  CHECK_TEXT(record_type(Family::ipv4), "A");
  CHECK_TEXT(record_type(Family::ipv6), "AAAA");
  CHECK_TEXT(family_name(Family::ipv4), "IPv4");
  CHECK_TEXT(family_name(Family::ipv6), "IPv6");
}

// Each range by its first and last address, with the neighbours on both sides: "" stands for
// reachable, '!' in front for never a host's address.
std::string range_of(std::string_view text) {
  const auto address = Address::parse(text);
  if (!address) return "no address";
  return (address->can_be_a_host() ? "" : "!") + std::string(address->special_range());
}

struct RangeRow {
  const char* before;
  const char* range_before;
  const char* first;
  const char* last;
  const char* range;
  const char* after;
  const char* range_after;
};

std::string wrong_end(const RangeRow& row) {
  if (range_of(row.first) != row.range) return row.first;
  if (range_of(row.last) != row.range) return row.last;
  if (row.before != nullptr && range_of(row.before) != row.range_before) return row.before;
  if (row.after != nullptr && range_of(row.after) != row.range_after) return row.after;
  return "";
}

TEST(address_ranges_of_ipv4) {
  const char* rfc1918 = "private (RFC 1918)";
  const char* multicast = "!multicast (224.0.0.0/4)";
  const char* reserved = "!reserved (240.0.0.0/4)";
  const RangeRow rows[] = {
      {nullptr, "", "0.0.0.0", "0.255.255.255", "!this network (0.0.0.0/8)", "1.0.0.0", ""},
      {"9.255.255.255", "", "10.0.0.0", "10.255.255.255", rfc1918, "11.0.0.0", ""},
      {"100.63.255.255", "", "100.64.0.0", "100.127.255.255", "carrier-grade NAT (100.64.0.0/10)",
       "100.128.0.0", ""},
      {"126.255.255.255", "", "127.0.0.0", "127.255.255.255", "loopback (127.0.0.0/8)", "128.0.0.0",
       ""},
      {"169.253.255.255", "", "169.254.0.0", "169.254.255.255", "!link-local (169.254.0.0/16)",
       "169.255.0.0", ""},
      {"172.15.255.255", "", "172.16.0.0", "172.31.255.255", rfc1918, "172.32.0.0", ""},
      {"191.255.255.255", "", "192.0.0.0", "192.0.0.255", "for protocols (192.0.0.0/24)",
       "192.0.1.0", ""},
      // Anycast, reachable by the registry, and no host's own.
      {"192.0.0.8", "for protocols (192.0.0.0/24)", "192.0.0.9", "192.0.0.10",
       "for protocols (192.0.0.0/24)", "192.0.0.11", "for protocols (192.0.0.0/24)"},
      {"192.0.1.255", "", "192.0.2.0", "192.0.2.255", "documentation (192.0.2.0/24)", "192.0.3.0",
       ""},
      {"192.88.98.255", "", "192.88.99.0", "192.88.99.255", "6to4 relay (192.88.99.0/24)",
       "192.88.100.0", ""},
      {"192.167.255.255", "", "192.168.0.0", "192.168.255.255", rfc1918, "192.169.0.0", ""},
      {"198.17.255.255", "", "198.18.0.0", "198.19.255.255", "benchmarking (198.18.0.0/15)",
       "198.20.0.0", ""},
      {"198.51.99.255", "", "198.51.100.0", "198.51.100.255", "documentation (198.51.100.0/24)",
       "198.51.101.0", ""},
      {"203.0.112.255", "", "203.0.113.0", "203.0.113.255", "documentation (203.0.113.0/24)",
       "203.0.114.0", ""},
      {"223.255.255.255", "", "224.0.0.0", "239.255.255.255", multicast, "240.0.0.0", reserved},
      {"239.255.255.255", multicast, "240.0.0.0", "255.255.255.254", reserved, "255.255.255.255",
       "!broadcast"},
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row.range, wrong_end(row), "");
}

TEST(address_ranges_of_ipv6) {
  const char* reserved = "!reserved";
  const char* protocols = "for protocols (2001::/23)";
  const RangeRow rows[] = {
      {nullptr, "", "::", "::", "!unspecified (::)", "::1", "loopback (::1)"},
      {"::", "!unspecified (::)", "::1", "::1", "loopback (::1)", "::2", reserved},
      {"::fffe:ffff:ffff", reserved, "::ffff:0.0.0.0", "::ffff:255.255.255.255",
       "!IPv4-mapped (::ffff:0:0/96)", "::1:0:0:0", reserved},
      {"64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", reserved, "64:ff9b::", "64:ff9b::255.255.255.255",
       "NAT64 (64:ff9b::/96)", "64:ff9b::1:0:0", reserved},
      {"64:ff9b:0:ffff:ffff:ffff:ffff:ffff", reserved, "64:ff9b:1::",
       "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "NAT64 (64:ff9b:1::/48)", "64:ff9b:2::", reserved},
      {"ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", reserved, "100::", "100::ffff:ffff:ffff:ffff",
       "!discard-only (100::/64)", "100:0:0:1::", "!dummy prefix (100:0:0:1::/64)"},
      {"100::ffff:ffff:ffff:ffff", "!discard-only (100::/64)", "100:0:0:1::",
       "100:0:0:1:ffff:ffff:ffff:ffff", "!dummy prefix (100:0:0:1::/64)", "100:0:0:2::", reserved},
      {"1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", reserved,
       "2000::", "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "2001::", "Teredo (2001::/32)"},
      {"2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "2001::",
       "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "Teredo (2001::/32)", "2001:1::", protocols},
      {"2001:1:ffff:ffff:ffff:ffff:ffff:ffff", protocols, "2001:2::",
       "2001:2:0:ffff:ffff:ffff:ffff:ffff", "benchmarking (2001:2::/48)", "2001:2:1::", protocols},
      {"2001:f:ffff:ffff:ffff:ffff:ffff:ffff", protocols,
       "2001:10::", "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff", "!ORCHID (2001:10::/28)",
       "2001:20::", "!ORCHIDv2 (2001:20::/28)"},
      {"2001:1f:ffff:ffff:ffff:ffff:ffff:ffff", "!ORCHID (2001:10::/28)",
       "2001:20::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff", "!ORCHIDv2 (2001:20::/28)",
       "2001:30::", "!drone identifiers (2001:30::/28)"},
      {"2001:2f:ffff:ffff:ffff:ffff:ffff:ffff", "!ORCHIDv2 (2001:20::/28)",
       "2001:30::", "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff", "!drone identifiers (2001:30::/28)",
       "2001:40::", protocols},
      {"2001:3f:ffff:ffff:ffff:ffff:ffff:ffff", "!drone identifiers (2001:30::/28)",
       "2001:40::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", protocols, "2001:200::", ""},
      {"2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "", "2001:db8::",
       "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "documentation (2001:db8::/32)", "2001:db9::", ""},
      {"2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "",
       "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "6to4 (2002::/16)", "2003::", ""},
      {"3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "3fff::",
       "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "documentation (3fff::/20)", "3fff:1000::", ""},
      {"3fff:1000::", "", "3fff:ffff::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "",
       "4000::", reserved},
      {"5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", reserved,
       "5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "!segment routing (5f00::/16)",
       "5f01::", reserved},
      {"fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", reserved, "fc00::",
       "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "unique local (fc00::/7)", "fe00::", reserved},
      {"fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", reserved,
       "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "!link-local (fe80::/10)",
       "fec0::", "site-local (fec0::/10)"},
      {"febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "!link-local (fe80::/10)",
       "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "site-local (fec0::/10)",
       "ff00::", "!multicast (ff00::/8)"},
      {"feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "site-local (fec0::/10)",
       "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "!multicast (ff00::/8)", nullptr, ""},
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row.range, wrong_end(row), "");
}

// Real networks, which no table may take away.
TEST(address_of_the_internet_is_in_no_special_range) {
  for (const char* text :
       {"1.1.1.1", "8.8.8.8", "52.95.110.1", "174.21.76.23", "185.199.108.153", "192.0.1.1",
        "192.31.196.1", "192.52.193.1", "192.175.48.1", "198.50.100.1", "203.0.114.1",
        "2600:9000::1", "2606:4700:4700::1111", "2620:4f:8000::1", "2a00:1450:4001:82a::200e",
        "2001:4860:4860::8888", "2400:cb00:2048:1::c629:d7a2"}) {
    CHECK_TEXT_ROW(text, range_of(text), "");
  }
}

std::string in_lan(const char* network, unsigned prefix_length, const char* host_id) {
  const auto address =
      with_host_id(*Address::parse(network), prefix_length, *Address::parse(host_id));
  if (address) return address->text();
  return address.error().code == Errc::bad_input ? address.error().what : "wrong code";
}

TEST(address_of_a_host_in_the_lan) {
  const char* ones = "2a00:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  const struct {
    const char* network;
    unsigned prefix_length;
    const char* host_id;
    const char* expected;
  } rows[] = {
      {"2a00:1:2:3::1", 64, "::1:2:3:4", "2a00:1:2:3:1:2:3:4"},
      {"2a00:1:2:3:aaaa:bbbb:cccc:dddd", 64, "::5", "2a00:1:2:3::5"},
      {ones, 64, "::1", "2a00:ffff:ffff:ffff::1"},
      {ones, 56, "::1", "2a00:ffff:ffff:ffff::1"},
      {ones, 1, "::ffff:ffff:ffff:ffff", "2a00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"fd00:1:2:3::1", 64, "::1:2:3:4", "fd00:1:2:3:1:2:3:4"},
      // The upper half of the id never counts.
      {"2a00:1:2:3::1", 64, "2a00:9:9:9:1:2:3:4", "2a00:1:2:3:1:2:3:4"},
      {"2a00:1:2:3::1", 65, "::1", "2a00:1:2:3::1/65 leaves no room for a host id of 64 bits"},
      {"2a00:1:2:3::1", 128, "::1", "2a00:1:2:3::1/128 leaves no room for a host id of 64 bits"},
      {"2a00:1:2:3::1", 4'294'967'295, "::1",
       "2a00:1:2:3::1/4294967295 leaves no room for a host id of 64 bits"},
      {"2a00:1:2:3::1", 0, "::1", "the prefix length of 2a00:1:2:3::1 is unknown"},
      {"203.0.113.7", 24, "::1", "a prefix and a host id must both be IPv6"},
      {"2a00:1:2:3::1", 64, "0.0.0.1", "a prefix and a host id must both be IPv6"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.network, in_lan(row.network, row.prefix_length, row.host_id), row.expected);
  }
  // The prefix that changed takes all its hosts along.
  CHECK_TEXT(in_lan("2a00:4:5:6::1", 64, "::1:2:3:4"), "2a00:4:5:6:1:2:3:4");
}

}  // namespace
}  // namespace wan53
