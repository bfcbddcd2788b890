// SPDX-License-Identifier: MIT
#include "detect/detector.h"

#include <algorithm>

#include "base/text.h"

namespace wan53 {
namespace {

// Cycles for which `wan-all` waits for the address of a WAN that is up: about a minute, see
// wait_before_cycle.
constexpr int kPatientCycles = 5;

// An interface's first address that the internet can reach, else its first one of global scope.
// Temporary, deprecated and tentative addresses never count.
Result<InterfaceAddress> best_of(const std::string& name, Family family, Interfaces& interfaces) {
  TRY_ASSIGN(const auto all, interfaces.addresses(name));
  const InterfaceAddress* second_best = nullptr;
  for (const auto& candidate : all) {
    if (candidate.ipv6 != (family == Family::ipv6) || !candidate.global || !candidate.lasting) {
      continue;
    }
    const auto address = Address::parse(candidate.text);
    if (!address) continue;
    if (address->special_range().empty()) return candidate;
    if (second_best == nullptr) second_best = &candidate;
  }
  if (second_best != nullptr) return *second_best;
  return fail(Errc::wait, concat({"interface ", name, " has no lasting global ",
                                  family_name(family), " address"}));
}

Result<Address> address_of_interface(const std::string& name, Family family,
                                     Interfaces& interfaces) {
  TRY_ASSIGN(const auto best, best_of(name, family, interfaces));
  return Address::parse(best.text);
}

// An error that may go away without an event asks for another cycle soon.
Detection detection_of(Result<Address> address, std::string source_name) {
  if (address) return {AddressSet(*address), std::move(source_name)};
  Error error = std::move(address).error();
  const bool retry_soon = error.code == Errc::look_again;
  if (!retry_soon && error.code != Errc::user) error.code = Errc::wait;
  return {std::unexpected(std::move(error)), std::move(source_name), {}, retry_soon};
}

}  // namespace

Detection Detector::detect_record(const RecordConfig& record, const std::optional<Address>& given) {
  if (given && given->family() == record.family) return {AddressSet(*given), "--ip"};
  const Source& source = record.source;
  switch (source.kind) {
    case Source::Kind::fixed:
      return {AddressSet(source.address), "static"};
    case Source::Kind::companion:
      return {.addresses = told_lately(record), .source_name = source.text(), .by_companion = true};
    case Source::Kind::interface:
      return detection_of(
          address_of_interface(source.interface_name, record.family, ports_.interfaces),
          source.interface_name);
    case Source::Kind::wan:
    case Source::Kind::wan_unit:
    case Source::Kind::wan_all:
    case Source::Kind::prefix:
      break;
  }
  return of_router(record);
}

AddressSet Detector::told_lately(const RecordConfig& record) const {
  const RecordReport* report = recent_.find(key_of(record));
  if (report == nullptr || !report->confirmed) return {};
  const bool is_young = ports_.clock->now() - *report->confirmed < kExternalLife;
  return is_young && !externals_.fresh() ? report->observed : AddressSet();
}

Detection Detector::of_router(const RecordConfig& record) {
  const Source& source = record.source;
  if (router_ == nullptr) {
    return detection_of(
        fail(Errc::user, concat({"source = ", source.text(),
                                 " needs Asuswrt-Merlin, and there is no nvram here; set "
                                 "source = interface NAME"})),
        source.text());
  }
  if (!router_->read_error.empty()) {
    return detection_of(fail(Errc::look_again, router_->read_error), source.text());
  }
  if (!has_wan(*router_)) {
    return detection_of(
        fail(Errc::wait, concat({"the router is in mode ", printable(router_->sw_mode, 10),
                                 " (sw_mode), in which it has no WAN; router mode is 1"})),
        source.text());
  }
  switch (source.kind) {
    case Source::Kind::wan_all:
      return of_all_wans(record);
    case Source::Kind::wan_unit: {
      const auto& units = router_->units;
      const auto found = std::ranges::find(units, source.unit, &WanUnit::number);
      return of_unit(record, found == units.end() ? nullptr : &*found);
    }
    case Source::Kind::wan:
    case Source::Kind::prefix:
    case Source::Kind::interface:
    case Source::Kind::fixed:
    case Source::Kind::companion:
      break;
  }
  return of_unit(record, primary_unit(*router_));
}

Detection Detector::of_unit(const RecordConfig& record, const WanUnit* unit) {
  if (unit == nullptr) {
    return detection_of(fail(Errc::wait, "the router has no such WAN"), record.source.text());
  }
  Detection seen = of_wan(record, *unit);
  seen.interface_name = unit->interface_name;
  return seen;
}

Detection Detector::of_wan(const RecordConfig& record, const WanUnit& unit) {
  if (const auto connected = check_connected(unit); !connected) {
    return detection_of(std::unexpected(connected.error()), unit.name());
  }
  if (record.source.kind == Source::Kind::prefix) {
    return detection_of(with_lan_prefix(record.source.address), unit.name());
  }
  if (record.family == Family::ipv6) return detection_of(ipv6_of(unit), unit.name());
  const auto inner = ipv4_of(unit);
  if (!inner) return detection_of(std::unexpected(inner.error()), unit.name());
  if (!inner->special_range().empty() && !settings_.config.allow_private) {
    return detection_of(externals_.address_of(unit, *inner), unit.name());
  }
  externals_.forget(unit);
  return detection_of(*inner, unit.name());
}

Detection Detector::of_all_wans(const RecordConfig& record) {
  AddressSet found;
  std::string names;
  std::optional<Error> first_error;
  bool retry_soon = false;
  for (const auto& unit : router_->units) {
    Detection seen = of_wan(record, unit);
    if (seen.addresses) {
      for (const auto& address : *seen.addresses) found.add(address);
      names += concat({names.empty() ? "" : ",", seen.source_name});
      continue;
    }
    // This WAN's address may be published, and leaving it out now would remove it. So wait, but not
    // for long: one WAN's failure must not block the others.
    const bool is_up = seen.retry_soon && check_connected(unit);
    if (is_up && recent_.unsettled_cycles < kPatientCycles) {
      return {std::move(seen.addresses), "wan-all", {}, true};
    }
    if (!first_error) first_error = std::move(seen.addresses).error();
    retry_soon |= seen.retry_soon;
  }
  if (!found.empty()) return {std::move(found), std::move(names), {}, retry_soon};
  Error error = first_error.value_or(Error{Errc::wait, "the router has no WAN"});
  return {std::unexpected(std::move(error)), "wan-all", {}, retry_soon};
}

// If a provider only delegates a prefix, the WAN's interface has no address of its own, but the
// LAN's has. The LAN's prefix is the primary WAN's, so traffic to it does not come in through
// another WAN.
Result<Address> Detector::ipv6_of(const WanUnit& unit) {
  auto own = address_of_interface(unit.interface_name, Family::ipv6, ports_.interfaces);
  if (own && own->special_range().empty()) return own;
  if (&unit != primary_unit(*router_)) {
    return fail(Errc::wait,
                concat({unit.interface_name, " has no lasting public IPv6 address, and ",
                        router_->lan_interface, "'s belong to the primary WAN"}));
  }
  auto lan = address_of_interface(router_->lan_interface, Family::ipv6, ports_.interfaces);
  if (lan && lan->special_range().empty()) return lan;
  return fail(Errc::wait, concat({"neither ", unit.interface_name, " nor ", router_->lan_interface,
                                  " has a lasting public IPv6 address"}));
}

Result<Address> Detector::with_lan_prefix(const Address& host_id) {
  TRY_ASSIGN(const auto lan, best_of(router_->lan_interface, Family::ipv6, ports_.interfaces));
  TRY_ASSIGN(const auto address, Address::parse(lan.text));
  auto combined = with_host_id(address, lan.prefix_length, host_id);
  if (!combined) return fail(Errc::wait, std::move(combined).error().what);
  return combined;
}

}  // namespace wan53
