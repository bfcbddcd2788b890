// SPDX-License-Identifier: MIT
#include "detect/detector.h"

#include <algorithm>

#include "base/text.h"
#include "ddns/checker.h"

namespace wan53 {
namespace {

// Looks for which `wan-all` waits for a WAN that is up: about a minute, see wait_before_look.
constexpr int kPatientLooks = 5;

// Of an interface's addresses the first counts that the internet can reach, else the first of
// global scope; temporary, deprecated and tentative ones never do.
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

Observation one(Result<Address> address, std::string from, bool settling = false) {
  if (!address) return {std::unexpected(std::move(address).error()), std::move(from), settling};
  return {std::vector{*address}, std::move(from)};
}

Observation none(std::string why, std::string from, bool settling) {
  return {fail(Errc::wait, std::move(why)), std::move(from), settling};
}

}  // namespace

Observation Observer::observe(const RecordConfig& record, const std::optional<Address>& given) {
  if (given && given->family() == record.family) return {std::vector{*given}, "--ip"};
  const Source& source = record.source;
  if (source.kind == Source::Kind::fixed) return {std::vector{source.address}, "static"};
  if (source.kind != Source::Kind::interface) return of_router(record);
  return one(address_of_interface(source.interface_name, record.family, world_.interfaces),
             source.interface_name);
}

Observation Observer::of_router(const RecordConfig& record) {
  const Source& source = record.source;
  if (router_ == nullptr) {
    return one(fail(Errc::user, concat({"source = ", source.text(),
                                        " needs Asuswrt-Merlin, and there is no nvram here; set "
                                        "source = interface NAME"})),
               source.text());
  }
  if (!router_->trouble.empty()) return none(router_->trouble, source.text(), true);
  if (!has_wan(*router_)) {
    return none(concat({"the router is in mode ", printable(router_->sw_mode, 10),
                        " (sw_mode), in which it has no WAN; router mode is 1"}),
                source.text(), false);
  }
  if (source.kind == Source::Kind::wan_all) return of_all_wans(record);
  const auto& units = router_->units;
  const WanUnit* unit = primary_unit(*router_);
  if (source.kind == Source::Kind::wan_unit) {
    const auto found = std::ranges::find(units, source.unit, &WanUnit::number);
    unit = found == units.end() ? nullptr : &*found;
  }
  if (unit == nullptr) return none("the router has no such WAN", source.text(), false);
  Observation seen = of_wan(record, *unit);
  seen.interface_name = unit->interface_name;
  return seen;
}

Observation Observer::of_wan(const RecordConfig& record, const WanUnit& unit) {
  const auto no = [&](const NoWan& reason) {
    return none(concat({unit.name(), " ", reason.why}), unit.name(), reason.settling);
  };
  // A connection may have addresses of IPv6 alone.
  if (const auto connected = is_connected(unit); !connected) return no(connected.error());
  if (record.source.kind == Source::Kind::prefix) {
    return one(with_lan_prefix(record.source.address), unit.name());
  }
  if (record.family == Family::ipv6) return one(ipv6_of(unit), unit.name());
  const auto inner = ipv4_of(unit);
  if (!inner) return no(inner.error());
  if (inner->special_range().empty() || setup_.config.allow_private) {
    std::erase_if(recent_.externals,
                  [&](const External& external) { return external.unit == unit.number; });
    return one(*inner, unit.name());
  }
  auto outer = seen_from_outside(unit, *inner);
  // Before the clock is set nobody is asked, however old the last answer is.
  if (!checking_.clock) return one(std::move(outer), unit.name(), true);
  const std::int64_t check_ms = external_of(unit).asked_ms + kExternalLife_ms;
  next_check_ms_ = next_check_ms_ == 0 ? check_ms : std::min(next_check_ms_, check_ms);
  return one(std::move(outer), unit.name(), true);
}

Observation Observer::of_all_wans(const RecordConfig& record) {
  std::vector<Address> found;
  std::string from;
  std::string why = "the router has no WAN";
  bool settling = false;
  for (const auto& unit : router_->units) {
    const Observation seen = of_wan(record, unit);
    if (!seen.addresses) {
      // Its address may be published: to leave it out would take it away. But not for long, or one
      // WAN's trouble would hold up the other.
      const bool is_up = seen.settling && is_connected(unit);
      if (is_up && recent_.settling < kPatientLooks) {
        return none(seen.addresses.error().what, "wan-all", true);
      }
      if (why.starts_with("the router")) why = seen.addresses.error().what;
      settling |= seen.settling;
      continue;
    }
    for (const auto& address : *seen.addresses) {
      if (std::ranges::find(found, address) == found.end()) found.push_back(address);
    }
    from += concat({from.empty() ? "" : ",", seen.from});
  }
  if (found.empty()) return none(std::move(why), "wan-all", settling);
  return {std::move(found), std::move(from), settling};
}

// A provider that delegates a prefix only gives the WAN's interface no address of its own. The LAN
// has the prefix of one WAN: another's record would name an address that it does not lead to.
Result<Address> Observer::ipv6_of(const WanUnit& unit) {
  auto own = address_of_interface(unit.interface_name, Family::ipv6, world_.interfaces);
  if (own && own->special_range().empty()) return own;
  if (&unit != primary_unit(*router_)) {
    return fail(Errc::wait,
                concat({unit.interface_name, " has no lasting public IPv6 address, and ",
                        router_->lan_interface, "'s belong to the primary WAN"}));
  }
  auto lan = address_of_interface(router_->lan_interface, Family::ipv6, world_.interfaces);
  if (lan && lan->special_range().empty()) return lan;
  return fail(Errc::wait, concat({"neither ", unit.interface_name, " nor ", router_->lan_interface,
                                  " has a lasting public IPv6 address"}));
}

Result<Address> Observer::with_lan_prefix(const Address& host_id) {
  TRY_ASSIGN(const auto lan, best_of(router_->lan_interface, Family::ipv6, world_.interfaces));
  TRY_ASSIGN(const auto address, Address::parse(lan.text));
  auto combined = with_host_id(address, lan.prefix_length, host_id);
  if (!combined) return fail(Errc::wait, std::move(combined).error().what);
  return combined;
}

External& Observer::external_of(const WanUnit& unit) {
  auto& all = recent_.externals;
  const auto found = std::ranges::find(all, unit.number, &External::unit);
  if (found != all.end()) return *found;
  all.push_back({unit.number, {}, {}, {}, 0, {}});
  return all.back();
}

Result<Address> Observer::seen_from_outside(const WanUnit& unit, const Address& inner) {
  for (const auto& [number, answer] : found_) {
    if (number == unit.number) return answer;
  }
  External& known = external_of(unit);
  auto answer = remembered_or_asked(unit, inner, known);
  if (!known.doubt.empty()) doubts_.push_back(known.doubt);
  return found_.emplace_back(unit.number, std::move(answer)).second;
}

Result<Address> Observer::remembered_or_asked(const WanUnit& unit, const Address& inner,
                                              External& known) {
  const auto realip = unit.external();
  const std::string realip_text = realip ? realip->text() : std::string();
  const std::int64_t now_ms = world_.clock.monotonic_ms();
  if (known.inner != inner.text() || known.realip != realip_text) {
    known = {unit.number, inner.text(), realip_text, realip_text, now_ms, {}};
    // The firmware has just looked for itself.
    if (realip) return *realip;
  }
  const bool young = now_ms - known.asked_ms < kExternalLife_ms;
  if (!known.address.empty() && young && !checking_.fresh) return Address::parse(known.address);
  if (!checking_.clock) return fail(Errc::wait, checking_.clock.error().what);
  Result<Address> answer = ask_checkers(unit, known.address);
  known.asked_ms = now_ms;
  known.doubt.clear();
  if (answer) {
    known.address = answer->text();
  } else if (!known.address.empty()) {
    known.doubt = concat({unit.name(), ": ", answer.error().what, "; ", known.address,
                          " is kept until the checkers agree on another"});
    answer = Address::parse(known.address);
  }
  return answer;
}

// A page of a captive portal or a cache may lie once.
Result<Address> Observer::ask_checkers(const WanUnit& unit, const std::string& known) {
  std::optional<Address> first;
  Error last{Errc::wait, "no checker is configured"};
  const auto& urls = setup_.config.checkers;
  for (std::size_t i = 0; i < std::max<std::size_t>(urls.size(), 2); ++i) {
    auto answer = ask(urls[i % urls.size()], unit);
    if (!answer) {
      last = std::move(answer).error();
      continue;
    }
    if (answer->text() == known || (first && *first == *answer)) return answer;
    if (first) {
      return fail(Errc::wait,
                  concat({"the checkers disagree: ", first->text(), " and ", answer->text()}));
    }
    first = *answer;
  }
  if (first) {
    return fail(Errc::wait, concat({"only one answer (", first->text(),
                                    ") of the two that a new address needs: ", last.what}));
  }
  return fail(Errc::wait, std::move(last.what));
}

Result<Address> Observer::ask(const std::string& url, const WanUnit& unit) {
  // Without one the question would leave by whatever route is the default one: a VPN's.
  if (unit.interface_name.empty()) {
    return fail(Errc::wait, concat({"nvram names no interface of ", unit.name(),
                                    ", so no checker can be asked through it"}));
  }
  TRY_ASSIGN(const std::string ca_pem, load_ca_for_checker(world_, setup_, url));
  const auto http = world_.make_http(ca_pem, recent_.clock_offset_s);
  HttpRequest request{"GET", url, {}, {}};
  request.interface_name = unit.interface_name;
  request.ip_version = 4;
  const auto reply = http->send(request);
  if (!reply) return fail(Errc::wait, reply.error().error.what);
  auto address = read_checker_reply(*reply, Family::ipv4);
  if (!address) return std::unexpected(std::move(address).error().context(url));
  return address;
}

}  // namespace wan53
