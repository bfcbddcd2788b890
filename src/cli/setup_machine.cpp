// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/compose.h"
#include "cli/setup_dialog.h"
#include "ddns/address_choice.h"
#include "ddns/config_values.h"
#include "ddns/detection.h"
#include "settings/settings.h"

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

bool Machine::needs_router(std::string_view source) const {
  const auto parsed = parse_source(source);
  return !is_router && parsed && parsed->is_wan();
}

Status Machine::check_source(std::string_view source, std::string_view config) const {
  if (needs_router(source)) {
    return fail(Errc::config, "{}{}; expected {}", source, kNeedsNvram, sources_off_router());
  }
  const auto parsed = parse_source(source);
  const auto draft = parse_config(config, {});
  if (!parsed || !draft) return {};
  const auto interface =
      std::ranges::find(interfaces, parsed->interface_name, &NamedInterface::name);
  for (const auto& record : draft->records) {
    if (record.source != *parsed) continue;
    std::optional<Address> address;
    if (parsed->kind == Source::Kind::fixed) address = parsed->address;
    if (parsed->kind == Source::Kind::interface && interface != interfaces.end()) {
      address = choice_of(*interface, record.family);
    }
    if (!address) continue;
    const auto desired = desired_record(record, {AddressSet(*address), {}}, {draft->allow_private});
    // A unique local IPv6 address may be joined by a public one.
    if (!desired && (record.family == Family::ipv4 || parsed->kind == Source::Kind::fixed)) {
      return fail(Errc::config, desired.error().what);
    }
  }
  return {};
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
