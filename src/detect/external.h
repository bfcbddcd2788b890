// SPDX-License-Identifier: MIT
// The address that the internet sees of a WAN behind NAT: what STUN told the firmware, and from then
// on what the checkers answer. They are asked over the WAN's own interface, five minutes after the
// last time or when something happened, and a new address counts only when two answers agree.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ddns/recent.h"
#include "ddns/wan.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// How long an external address is trusted.
inline constexpr Milliseconds kExternalLife = 5min;

// For one cycle: A records of five names ask once.
class ExternalAddresses {
 public:
  struct Checking {
    bool fresh;           // something has happened: whatever they said lately, ask again
    const Status& clock;  // or why no certificate can be verified
  };
  // `recent.externals` is read and brought up to date. All references outlive it.
  ExternalAddresses(const Ports& ports, const Settings& settings, Recent& recent, Checking checking)
      : ports_(ports), settings_(settings), recent_(recent), checking_(checking) {}

  // Of a unit whose own address is `inner`. Errc::look_again if nobody can say.
  Result<Address> of(const WanUnit& unit, const Address& inner);
  // The unit is not behind NAT.
  void forget(const WanUnit& unit);

  // When the checkers are to be asked again, since nothing announces a change behind NAT; nothing
  // if no record needs them.
  std::optional<Moment> next_check() const { return next_check_; }
  // Why the last known address could not be confirmed: one line per WAN.
  const std::vector<std::string>& unverified() const { return unverified_; }

 private:
  ExternalAddress& entry(const WanUnit& unit);
  Result<Address> remembered_or_asked(const WanUnit& unit, const Address& inner,
                                      ExternalAddress& known);
  Result<Address> ask_checkers(const WanUnit& unit, const std::optional<Address>& known);
  Result<Address> ask_checker(const std::string& url, const WanUnit& unit);

  const Ports& ports_;
  const Settings& settings_;
  Recent& recent_;
  Checking checking_;
  std::optional<Moment> next_check_;
  std::vector<std::string> unverified_;
  std::vector<std::pair<int, Result<Address>>> found_;  // by unit
};

}  // namespace wan53
