// SPDX-License-Identifier: MIT
#include "detect/detector.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "ddns/address_choice.h"
#include "settings/progress.h"

namespace wan53 {
namespace {

// Cycles for which `wan-all` waits for the address of a WAN that is up, and a new address for what
// STUN says: about a minute, see wait_before_cycle.
constexpr int kPatientCycles = 5;

// An error that may go away without an event asks for another cycle soon.
Detection detection_of(Result<Address> address, std::string source_name) {
  if (address) return {AddressSet(*address), std::move(source_name)};
  Error error = std::move(address).error();
  const bool retry_soon = error.code == Errc::look_again;
  if (!retry_soon && error.code != Errc::user && error.code != Errc::absent) {
    error.code = Errc::wait;
  }
  return {fail(std::move(error)), std::move(source_name), {}, retry_soon};
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
      return detection_of(address_on(source.interface_name, record), source.interface_name);
    case Source::Kind::prefix:
      if (source.interface_name.empty()) break;
      return detection_of(address_on(source.interface_name, record), source.interface_name);
    case Source::Kind::internet:
      return detection_of(internet_address(record), source.text());
    case Source::Kind::wan:
    case Source::Kind::wan_unit:
    case Source::Kind::wan_all:
      break;
  }
  return of_router(record);
}

AddressSet Detector::told_lately(const RecordConfig& record) const {
  const RecordReport* report = memory_.recent.find(key_of(record));
  if (report == nullptr || !report->confirmed) return {};
  const bool is_young = ports_.clock->now() - *report->confirmed < kExternalLife;
  return is_young && !externals_.fresh() ? report->observed : AddressSet();
}

Detection Detector::of_router(const RecordConfig& record) {
  const Source& source = record.source;
  if (router_ == nullptr) {
    return detection_of(fail(Errc::user, "source = {}{}", source.text(), kNeedsNvram),
                        source.text());
  }
  if (!router_->read_error.empty()) {
    return detection_of(fail(Errc::look_again, router_->read_error), source.text());
  }
  if (!has_wan(*router_)) {
    return detection_of(
        fail(Errc::wait,
             "the router is in mode {} (sw_mode), in which it has no WAN; router mode is 1",
             printable(router_->sw_mode, 10)),
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
    case Source::Kind::internet:
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
    return detection_of(fail(connected.error()), unit.name());
  }
  if (record.source.kind == Source::Kind::prefix) {
    return detection_of(address_on(router_->lan_interface, record), unit.name());
  }
  if (record.family == Family::ipv6) return detection_of(ipv6_of(record, unit), unit.name());
  const auto inner = ipv4_of(unit);
  if (!inner) return detection_of(fail(inner.error()), unit.name());
  const bool is_public = inner->special_range().empty();
  if (record.external ||
      (is_public ? externals_.is_doubtful(unit, *inner) : !settings_.config.allow_private)) {
    return detection_of(externals_.address_of(unit, *inner), unit.name());
  }
  externals_.use_own(unit, *inner);
  Detection own = detection_of(*inner, unit.name());
  // STUN may be about to say otherwise, and no event tells when.
  own.retry_soon =
      is_public && unit.realip_state == "0" && memory_.recent.unsettled_cycles < kPatientCycles;
  return own;
}

Detection Detector::of_all_wans(const RecordConfig& record) {
  AddressSet found;
  std::string names;
  std::optional<Error> first_error;
  bool retry_soon = false;
  for (const auto& unit : router_->units) {
    Detection seen = of_wan(record, unit);
    retry_soon |= seen.retry_soon;
    if (seen.addresses) {
      for (const auto& address : *seen.addresses) found.add(address);
      append_item(names, ",", seen.source_name);
      continue;
    }
    // This WAN's address may be published, and leaving it out now would remove it. So wait, but not
    // for long: one WAN's failure must not block the others.
    const bool is_up = seen.retry_soon && check_connected(unit);
    if (is_up && (asks_nobody_ || memory_.recent.unsettled_cycles < kPatientCycles)) {
      return {std::move(seen.addresses), "wan-all", {}, true};
    }
    if (!first_error || first_error->code == Errc::absent) {
      first_error = std::move(seen.addresses).error();
    }
  }
  if (!found.empty()) return {std::move(found), std::move(names), {}, retry_soon};
  Error error = first_error.value_or(Error{Errc::wait, "the router has no WAN"});
  return {fail(std::move(error)), "wan-all", {}, retry_soon};
}

Result<Address> Detector::address_on(const std::string& interface_name,
                                     const RecordConfig& record) {
  AddressWish wish{.family = record.family,
                   .interface_name = interface_name,
                   .allow_private = settings_.config.allow_private};
  if (record.source.kind == Source::Kind::prefix) wish.host_id = record.source.address;
  if (const auto* known = memory_.state.find(key_of(record))) wish.published = &known->addresses;
  TRY(read_addresses(interface_name));
  return choose_address(addresses_, wish);
}

// Many records may have the same interface.
Status Detector::read_addresses(const std::string& interface_name) {
  if (interface_name == addresses_of_) return {};
  TRY_ASSIGN(addresses_, ports_.interfaces->addresses(interface_name));
  addresses_of_ = interface_name;
  std::string texts;
  for (const auto& address : addresses_) texts += compose(" {}", address.text);
  ports_.progress->note("addresses of {}:{}", printable(interface_name), texts);
  return {};
}

// Asks nobody over a family that this machine does not have.
Result<Address> Detector::internet_address(const RecordConfig& record) {
  const std::string& named = record.source.interface_name;
  const bool ipv6 = record.family == Family::ipv6;
  const auto names = named.empty() ? ports_.interfaces->names() : std::vector<std::string>{named};
  bool has_any = !names;  // where a sandbox forbids to list them, the checkers tell
  bool has_public = has_any;
  for (const auto& name : names.value_or(std::vector<std::string>())) {
    const auto all = ports_.interfaces->addresses(name);
    if (!all && !named.empty()) return fail(all.error());
    if (!all) continue;
    for (const auto& own : *all) {
      if (own.ipv6 != ipv6 || !own.global) continue;
      has_any = true;
      const auto address = Address::parse(own.text);
      has_public |= address && address->special_range().empty();
    }
  }
  const Errc none = ipv6 ? Errc::absent : Errc::wait;
  if (!has_any) {
    return fail(none, "{} global {} address",
                named.empty() ? "no interface has a" : named + " has no",
                family_name(record.family));
  }
  auto seen = externals_.address_of(record.source, record.family);
  // A home router gives unique local addresses where the provider has no IPv6.
  if (!seen && ipv6 && !has_public) seen.error().code = none;
  return seen;
}

// If a provider only delegates a prefix, the WAN's interface has no address of its own, but the
// LAN's has. The LAN's prefix is the primary WAN's, so traffic to it does not come in through
// another WAN.
Result<Address> Detector::ipv6_of(const RecordConfig& record, const WanUnit& unit) {
  auto own = address_on(unit.interface_name, record);
  if (&unit != primary_unit(*router_)) {
    if (own) return own;
    return fail(own.error().code,
                "{} has no lasting public IPv6 address, and {}'s belong to the primary WAN",
                unit.interface_name, router_->lan_interface);
  }
  auto lan = address_on(router_->lan_interface, record);
  // As in choose_address: public, then published.
  const auto* known = memory_.state.find(key_of(record));
  const auto rank = [known](const Result<Address>& address) {
    if (!address) return 0;
    return 1 + (address->special_range().empty() ? 2 : 0) +
           (known != nullptr && known->addresses.contains(*address) ? 1 : 0);
  };
  if (rank(lan) > rank(own)) return lan;
  if (own) return own;
  return fail(own.error().code, "neither {} nor {} has a lasting public IPv6 address",
              unit.interface_name, router_->lan_interface);
}

}  // namespace wan53
