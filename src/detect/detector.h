// SPDX-License-Identifier: MIT
// Looks for the addresses that records should carry, at each record's own source.
//
// A WAN's IPv4 address is nvram's. Behind NAT, where that one is private, it is what STUN told the
// firmware, and from then on what the checkers answer: they are asked over the WAN's own interface,
// five minutes after the last time or when something happened, and a new address counts only when
// two answers agree. IPv6 addresses are those of the WAN's interface, else the LAN's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ddns/plan.h"
#include "ddns/state.h"
#include "ddns/wan.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// How long what the internet sees of a WAN behind NAT is taken for granted.
inline constexpr std::int64_t kExternalLife_ms = 5 * 60'000;

class Observer {
 public:
  struct Checking {
    bool fresh;           // something has happened: whatever they said lately, ask again
    const Status& clock;  // or why nobody's certificate can be verified
  };
  // `router` is null off a router. `recent.externals` is read and brought up to date. All outlive
  // it.
  Observer(World& world, const Setup& setup, const RouterView* router, Volatile& recent,
           Checking checking)
      : world_(world), setup_(setup), router_(router), recent_(recent), checking_(checking) {}

  // `given` (--ip) stands in for the source of every record of its family.
  Observation observe(const RecordConfig& record, const std::optional<Address>& given);

  // When the checkers are to be asked again, since nothing announces a change behind NAT; 0 when no
  // record needs them.
  std::int64_t next_check_ms() const { return next_check_ms_; }
  // Why the last known address behind NAT could not be confirmed: one line per WAN.
  const std::vector<std::string>& doubts() const { return doubts_; }

 private:
  Observation of_router(const RecordConfig& record);
  Observation of_wan(const RecordConfig& record, const WanUnit& unit);
  Observation of_all_wans(const RecordConfig& record);
  Result<Address> ipv6_of(const WanUnit& unit);
  Result<Address> with_lan_prefix(const Address& host_id);
  Result<Address> seen_from_outside(const WanUnit& unit, const Address& inner);
  Result<Address> remembered_or_asked(const WanUnit& unit, const Address& inner, External& known);
  Result<Address> ask_checkers(const WanUnit& unit, const std::string& known);
  Result<Address> ask(const std::string& url, const WanUnit& unit);
  External& external_of(const WanUnit& unit);

  World& world_;
  const Setup& setup_;
  const RouterView* router_;
  Volatile& recent_;
  Checking checking_;
  std::int64_t next_check_ms_ = 0;
  std::vector<std::string> doubts_;
  // What was found for each unit behind NAT in this pass: A of five names asks once.
  std::vector<std::pair<int, Result<Address>>> found_;
};

}  // namespace wan53
