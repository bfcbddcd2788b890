// SPDX-License-Identifier: MIT
// Interfaces and Dns.
#include <algorithm>

#include "rigs.h"

namespace wan53::test {
namespace {

std::string list(InterfacesRig& rig, const std::string& name) {
  const auto all = rig.interfaces().addresses(name);
  if (!all) return code_of(all) + "\n";
  std::string text;
  for (const auto& address : *all) {
    if (!address.global) continue;  // what every interface has from the start
    text += address.text + "/" + std::to_string(address.prefix_length) +
            (address.ipv6 ? " IPv6" : "") + (address.lasting ? " lasting" : "") + "\n";
  }
  return text;
}

TEST(contract_interfaces_list_their_addresses) {
  const std::string told = run(+[](InterfacesRig& rig) {
    std::string story = "at first\n" + list(rig, rig.name());
    rig.give("192.0.2.1", 24, true);
    rig.give("198.51.100.9", 30, true);
    rig.give("2001:db8::1", 56, true);
    rig.give("2001:db8::2", 64, false);
    return story + "then\n" + list(rig, rig.name());
  });
  if (was_skipped(told)) return;
  // Which of two IPv6 addresses the kernel names first is its own affair.
  const std::string ipv4 = "at first\nthen\n192.0.2.1/24 lasting\n198.51.100.9/30 lasting\n";
  const std::string one = "2001:db8::1/56 IPv6 lasting\n";
  const std::string two = "2001:db8::2/64 IPv6\n";
  CHECK_ROW(told, told == ipv4 + one + two || told == ipv4 + two + one);
}

TEST(contract_interfaces_wait_for_one_that_is_down_or_not_there) {
  const std::string told = run(+[](InterfacesRig& rig) {
    std::string story = list(rig, "wan53none");
    story += list(rig, "");
    story += list(rig, std::string(40, 'x'));
    rig.give("192.0.2.1", 24, true);
    rig.take_down();
    return story + list(rig, rig.name());
  });
  if (was_skipped(told)) return;
  CHECK_TEXT(told, "wait\nwait\nwait\nwait\n");
}

std::string names(InterfacesRig& rig) {
  const auto all = rig.interfaces().names();
  if (!all) return code_of(all) + "\n";
  std::string text;
  for (const auto& name : *all) text += name == rig.name() ? "it\n" : "another\n";
  return text;
}

TEST(contract_interfaces_name_those_that_are_up) {
  const std::string told = run(+[](InterfacesRig& rig) {
    std::string story = names(rig);
    rig.give("192.0.2.1", 24, true);  // no second name
    story += names(rig);
    rig.take_down();
    return story + "down\n" + names(rig);
  });
  if (was_skipped(told)) return;
  CHECK_TEXT(told, "it\nit\ndown\n");
}

std::string ask(DnsRig& rig, const std::string& zone) {
  auto names = rig.dns().name_servers(zone);
  if (!names) return code_of(names) + "\n";
  std::ranges::sort(*names);
  std::string text;
  for (const auto& name : *names) text += name + " ";
  return text + "\n";
}

TEST(contract_dns_names_a_zone_s_servers) {
  const std::string told = run(+[](DnsRig& rig) {
    rig.serve("example.com", {"NS-1.AwsDNS.org.", "ns-2.awsdns.net"});
    rig.serve("none.example.com", {});
    std::string story = ask(rig, "example.com");
    story += ask(rig, "none.example.com");
    rig.stop_answering();
    return story + ask(rig, "example.com");
  });
  if (was_skipped(told)) return;
  CHECK_TEXT(told, "ns-1.awsdns.org ns-2.awsdns.net \n\nretry\n");
}

}  // namespace
}  // namespace wan53::test
