// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/compose.h"
#include "cli/setup_dialog.h"
#include "ddns/address_choice.h"

namespace wan53 {
namespace {

// What a record of this family with `interface NAME` would hold.
std::optional<Address> choice_of(const NamedInterface& interface, Family family) {
  auto chosen =
      choose_address(interface.addresses,
                     {.family = family, .interface_name = interface.name, .allow_private = true});
  if (!chosen) return std::nullopt;
  return *std::move(chosen);
}

bool is_public(const std::optional<Address>& address) {
  return address && address->special_range().empty();
}

}  // namespace

bool Machine::has_interface(std::string_view name) const {
  return std::ranges::find(interfaces, name, &NamedInterface::name) != interfaces.end();
}

std::string Machine::source() const {
  if (is_router) return "wan";
  for (const auto& interface : interfaces) {
    if (is_public(choice_of(interface, Family::ipv4))) return "interface " + interface.name;
  }
  return "internet";
}

std::string Machine::text() const {
  std::string text;
  for (const auto& interface : interfaces) {
    std::string line;
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      const auto address = choice_of(interface, family);
      if (!address) continue;
      line += compose("{} {} {}", line.empty() ? "" : ",", record_type(family), address->text());
      if (!is_public(address)) line += compose(" (not published: {})", address->special_range());
    }
    if (!line.empty()) text += compose("  interface {}:{}\n", interface.name, line);
  }
  const std::string fitting = source();
  if (fitting == "wan") text += "  wan: the address that the router has from its provider\n";
  if (fitting == "internet") {
    text +=
        "  internet: the address that the internet sees, since this machine has no public IPv4 "
        "address of its own\n";
  }
  return text;
}

}  // namespace wan53
