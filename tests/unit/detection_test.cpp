// SPDX-License-Identifier: MIT
// What a record should say, given what was detected.
#include "ddns/detection.h"

#include "base/compose.h"
#include "test.h"

namespace wan53 {
namespace {

RecordConfig home(Family family) {
  RecordConfig record;
  if (auto name = DnsName::parse("home.example.com")) record.name = *std::move(name);
  record.family = family;
  return record;
}

// "CODE: REASON" of a refusal.
std::string refusal(const Result<DesiredRecord>& desired) {
  if (desired) return "desired";
  const auto code = desired.error().code;
  return compose("{}: {}",
                 code == Errc::user         ? "user"
                 : code == Errc::wait       ? "wait"
                 : code == Errc::look_again ? "look again"
                                            : "wrong code",
                 desired.error().what);
}

Detection seen(std::string_view address) { return {AddressSet(*Address::parse(address)), "eth0"}; }

// The address that should be published, or the refusal.
std::string verdict(std::string_view address, bool publish_private) {
  const Family family = address.find(':') != address.npos ? Family::ipv6 : Family::ipv4;
  const auto desired = desired_record(home(family), seen(address), {publish_private});
  return desired ? desired->addresses.text() : refusal(desired);
}

// inadyn takes 10.x, 192.168.x and 100.64.x for valid public addresses.
TEST(detection_leaves_out_unreachable_addresses) {
  const std::string advice =
      " and cannot be reached from the internet; set source = internet to publish what the internet "
      "sees instead, or allow-private = yes to publish it anyway";
  const struct {
    const char* address;
    std::string expected;
  } rows[] = {
      {"174.21.76.23", "174.21.76.23"},
      {"2a00:1450:4001:82a::200e", "2a00:1450:4001:82a::200e"},
      {"100.64.3.4", "user: 100.64.3.4 is carrier-grade NAT (100.64.0.0/10)" + advice},
      {"10.0.0.1", "user: 10.0.0.1 is private (RFC 1918)" + advice},
      {"172.16.0.1", "user: 172.16.0.1 is private (RFC 1918)" + advice},
      {"192.168.1.1", "user: 192.168.1.1 is private (RFC 1918)" + advice},
      {"127.0.0.1", "user: 127.0.0.1 is loopback (127.0.0.0/8)" + advice},
      {"203.0.113.7", "user: 203.0.113.7 is documentation (203.0.113.0/24)" + advice},
      {"198.18.0.1", "user: 198.18.0.1 is benchmarking (198.18.0.0/15)" + advice},
      {"fd00::1", "user: fd00::1 is unique local (fc00::/7)" + advice},
      {"::1", "user: ::1 is loopback (::1)" + advice},
      {"2001:db8::1", "user: 2001:db8::1 is documentation (2001:db8::/32)" + advice},
      {"2001::1", "user: 2001::1 is Teredo (2001::/32)" + advice},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.address, verdict(row.address, false), row.expected);
    CHECK_TEXT_ROW(row.address, verdict(row.address, true), row.address);
  }
}

TEST(detection_leaves_out_what_cannot_be_a_host) {
  const struct {
    const char* address;
    const char* range;
  } rows[] = {
      {"0.0.0.0", "this network (0.0.0.0/8)"},
      {"169.254.1.1", "link-local (169.254.0.0/16)"},
      {"224.0.0.1", "multicast (224.0.0.0/4)"},
      {"255.255.255.255", "broadcast"},
      {"240.0.0.1", "reserved (240.0.0.0/4)"},
      {"::", "unspecified (::)"},
      {"fe80::1", "link-local (fe80::/10)"},
      {"ff02::1", "multicast (ff00::/8)"},
      {"::ffff:cb00:7107", "IPv4-mapped (::ffff:0:0/96)"},
  };
  for (const auto& row : rows) {
    const std::string expected =
        compose("user: {} is {} and is not the address of a host", row.address, row.range);
    CHECK_TEXT_ROW(row.address, verdict(row.address, false), expected);
    CHECK_TEXT_ROW(row.address, verdict(row.address, true), expected);
  }
}

TEST(detection_refuses_an_address_of_the_other_family) {
  CHECK_TEXT(refusal(desired_record(home(Family::ipv4), seen("2001:db8::1"), {true})),
             "user: 2001:db8::1 is not an IPv4 address");
  CHECK_TEXT(refusal(desired_record(home(Family::ipv6), seen("1.1.1.1"), {true})),
             "user: 1.1.1.1 is not an IPv6 address");
}

TEST(detection_keeps_the_publishable_ones_of_several) {
  AddressSet both(*Address::parse("10.0.0.1"));
  both.add(*Address::parse("1.1.1.1"));
  const auto desired = desired_record(home(Family::ipv4), {both, "wan0,wan1", "eth0"}, {false});
  CHECK(desired);
  CHECK_TEXT(desired->addresses.text(), "1.1.1.1");
  CHECK_TEXT(desired->observed.text(), "10.0.0.1,1.1.1.1");
  CHECK_TEXT(desired->source_name, "wan0,wan1");
  CHECK_TEXT(desired->interface_name, "eth0");
}

TEST(detection_says_how_to_allow_private_addresses_here) {
  CHECK_TEXT(
      refusal(desired_record(home(Family::ipv4), seen("10.0.0.1"), {false, "ask Bob"})),
      "user: 10.0.0.1 is private (RFC 1918) and cannot be reached from the internet; ask Bob");
}

// johnboy2's updater took "no address" for "delete the record"; favonia's keeps it.
TEST(detection_without_an_address_leaves_the_record_alone) {
  const struct {
    Errc code;
    const char* name;
  } rows[] = {{Errc::wait, "wait"}, {Errc::look_again, "look again"}, {Errc::user, "user"}};
  for (const auto& row : rows) {
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      const auto desired =
          desired_record(home(family), {fail(row.code, "eth0 is down"), "eth0"}, {true});
      CHECK_TEXT_ROW(
          row.name, refusal(desired),
          compose("{}: no address, so the record is left as it is: eth0 is down", row.name));
    }
  }
}

}  // namespace
}  // namespace wan53
