// SPDX-License-Identifier: MIT
// What a round does about an address before it asks what is published.
#include "base/text.h"
#include "ddns/plan.h"
#include "test.h"

namespace wan53 {
namespace {

RecordConfig home(Family family) {
  RecordConfig record;
  if (auto name = DnsName::parse("home.example.com")) record.name = *std::move(name);
  record.family = family;
  return record;
}

// "WHO MENDS IT: REASON" of an abort.
std::string refusal(const Plan& plan) {
  if (plan.intent != Intent::abort || !plan.addresses.empty() || !plan.record_set.empty())
    return "no abort";
  const std::string_view who = plan.why_abort == Errc::wait ? "wait" : "user";
  if (who == "user" && plan.why_abort != Errc::user) return "wrong code";
  return concat({who, ": ", plan.reason});
}

Observation seen(std::string_view address) {
  return {std::vector{*Address::parse(address)}, "eth0"};
}

// The address that shall be published, or the refusal.
std::string verdict(std::string_view address, bool allow_private) {
  const Family family = address.find(':') != address.npos ? Family::ipv6 : Family::ipv4;
  const Plan plan = plan_address(home(family), seen(address), allow_private);
  return !plan.addresses.empty() ? text_of(plan.addresses) + plan.reason : refusal(plan);
}

// inadyn takes 10.x, 192.168.x and 100.64.x for valid public addresses.
TEST(mistake_12_unreachable_addresses_are_not_published) {
  const std::string advice =
      " and cannot be reached from the internet; set allow-private = yes to publish it all the "
      "same";
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

TEST(plan_never_publishes_what_is_no_host) {
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
        concat({"user: ", row.address, " is ", row.range, " and is no host's address"});
    CHECK_TEXT_ROW(row.address, verdict(row.address, false), expected);
    CHECK_TEXT_ROW(row.address, verdict(row.address, true), expected);
  }
}

TEST(plan_refuses_an_address_of_the_other_family) {
  CHECK_TEXT(refusal(plan_address(home(Family::ipv4), seen("2001:db8::1"), true)),
             "user: 2001:db8::1 is no IPv4 address");
  CHECK_TEXT(refusal(plan_address(home(Family::ipv6), seen("1.1.1.1"), true)),
             "user: 1.1.1.1 is no IPv6 address");
}

// johnboy2's updater took "no address" for "delete the record"; favonia's keeps it.
TEST(mistake_5_and_13_unknown_address_leaves_the_record_alone) {
  const struct {
    const char* label;
    Errc code;
    const char* who;
  } rows[] = {
      {"comes later", Errc::wait, "wait"},
      {"a transient fault", Errc::retry, "wait"},
      {"no address in it", Errc::bad_input, "wait"},
      {"only the user can mend it", Errc::user, "user"},
  };
  for (const auto& row : rows) {
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      const Plan plan = plan_address(home(family), {fail(row.code, "eth0 is down"), "eth0"}, true);
      CHECK_TEXT_ROW(
          row.label, refusal(plan),
          concat({row.who, ": no address, so the record is left as it is: eth0 is down"}));
    }
  }
}

}  // namespace
}  // namespace wan53
