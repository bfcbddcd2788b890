// SPDX-License-Identifier: MIT
// What Asuswrt-Merlin's nvram says about the internet connections, and the address that follows
// from it. Pure: detect/router reads the values, the functions here interpret them.
//
// Sources: Asuswrt-Merlin, shared/rtstate.h (states), rom/apps_scripts/getrealip.sh ("connected",
// interface names), rc/services.c start_ddns (modes).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ddns/address.h"

namespace wan53 {

// One WAN (wan0, wan1, ...) as texts from nvram. Empty if a variable is missing or does not count:
// of a WAN that is not connected, all but `state` and `primary`. `primary` is false if only one WAN
// is read.
struct WanUnit {
  int number = 0;
  bool primary = false;
  std::string interface_name;  // "eth0", "ppp0"
  std::string address;         // wanN_ipaddr
  std::string state;           // wanN_state_t
  std::string substate;        // wanN_sbstate_t
  std::string auxstate;        // wanN_auxstate_t
  std::string realip;          // wanN_realip_ip: what STUN saw
  std::string realip_state;    // wanN_realip_state: "0" before STUN has answered

  std::string name() const;  // "wan0"
  // What STUN saw, if the firmware considers it valid and it is a public address.
  std::optional<Address> external() const;
  // True if the internet cannot reach `own`, this unit's address: it is private, or STUN saw
  // another one. Providers number their NAT from public ranges, too.
  bool is_behind_nat(const Address& own) const;
};

struct RouterView {
  // Why nvram could not be read; empty if it could. Values read before the failure are below.
  std::string read_error;
  std::string sw_mode;
  std::string lan_interface;      // "br0"
  std::optional<bool> clock_set;  // ntp_ready; nothing if the firmware does not set it
  std::vector<WanUnit> units;
};

// Both return an error, one sentence that names the unit, if it is not connected or has no IPv4
// address: Errc::look_again if that may change soon without an event, else Errc::wait.

// Ignores the unit's addresses: a connected WAN may be IPv6-only.
Status check_connected(const WanUnit& unit);
Result<Address> ipv4_of(const WanUnit& unit);

// True for sw_mode 1 (router) and 4 (hotspot), in which there is a WAN.
bool has_wan(const RouterView& view);

// The unit that `source = wan` means: the primary one, else (load balancing) the first that is
// not behind NAT, else the first with any address, else the first. Null if there are no units.
const WanUnit* primary_unit(const RouterView& view);

}  // namespace wan53
