// SPDX-License-Identifier: MIT
// What Asuswrt-Merlin's nvram says about the internet connections, and which address that makes.
// Pure: detect/router reads the values, this judges them.
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

// One WAN (wan0, wan1, ...), as nvram's texts; a missing variable reads as empty.
struct WanUnit {
  int number = 0;
  bool primary = false;
  std::string interface_name;  // "eth0", "ppp0"
  std::string address;         // wanN_ipaddr
  std::string state;           // wanN_state_t
  std::string substate;        // wanN_sbstate_t
  std::string auxstate;        // wanN_auxstate_t
  std::string realip;          // wanN_realip_ip: what STUN saw behind NAT
  std::string realip_state;    // wanN_realip_state

  std::string name() const;  // "wan0"
  // What STUN saw, when the firmware holds it for valid and it is an address.
  std::optional<Address> external() const;
};

struct RouterView {
  // Why nvram could not be read; empty if it could. What was read before that stands below.
  std::string read_error;
  std::string sw_mode;
  std::string lan_interface;      // "br0"
  std::optional<bool> clock_set;  // ntp_ready; nothing when the firmware does not say
  std::vector<WanUnit> units;
};

// An error says in one sentence, which names the unit, why there is no connection or no IPv4
// address: Errc::look_again while one is on its way, which no event may announce, else Errc::wait.

// The connection stands, whatever addresses it has: it may be IPv6-only.
Status check_connected(const WanUnit& unit);
Result<Address> ipv4_of(const WanUnit& unit);

// True for sw_mode 1 (router) and 4 (hotspot), in which there is a WAN.
bool has_wan(const RouterView& view);

// The unit that `source = wan` stands for: the primary one, else (load balancing) the first with a
// public address, else the first with any, else the first. Null without units.
const WanUnit* primary_unit(const RouterView& view);

}  // namespace wan53
