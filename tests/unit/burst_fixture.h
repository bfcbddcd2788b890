// SPDX-License-Identifier: MIT
// A daemon on a router that a burst of events reaches after a minute's peace.
#pragma once

#include "base/compose.h"
#include "cycle/due.h"
#include "router_fixture.h"

namespace wan53::test {

inline const Wake kCame{.addresses_changed = true, .notices = {}, .address_came = true};
// One has gone, or is back.
inline const Wake kGone{.addresses_changed = true, .notices = {}};
inline const Wake kHangUp{.notices = {}, .hang_up = true};

inline InterfaceAddress on_interface(const char* text, bool ipv6 = false) {
  return {.text = text, .ipv6 = ipv6, .prefix_length = 24, .global = true, .lasting = true};
}

// Has published .7. The first step starts it and sleeps until the burst at 60 s is over, so a round
// at once is part of it; the second step is the cycle at the end of the burst.
struct BurstFixture : DaemonFixture {
  explicit BurstFixture(std::string_view config = kWanRecord) : DaemonFixture(config) {
    nvram("wans_dualwan", "wan none");
    nvram("wan0_primary", "1");
    nvram("ipv6_service", "disabled");
    nvram("ddns_enable_x", "1");
    nvram("ddns_server_x", "CUSTOM");
    nvram("ddns_return_code", "200");
    nvram("ddns_updated", "1");
    http.reply(200, home("198.51.101.7"));
    takes_changes(30);
  }
  void takes_changes(int count) {
    for (int i = 0; i < count; ++i) {
      http.reply(200, home("198.51.101.6"));
      http.reply(200, change_info());
    }
  }
  void network_is_down() {
    http.answers.clear();
    http.reply(200, home("198.51.101.7"));
  }
  auto wan_gets(std::string address) {
    return [this, address] { nvram("wan0_ipaddr", address); };
  }
  auto wan_is(std::string state) {
    return [this, state] { nvram("wan0_state_t", state); };
  }
  auto eth0_has(std::vector<InterfaceAddress> addresses) {
    return [this, addresses] { interfaces.on_eth0 = addresses; };
  }
  std::ptrdiff_t writes() const {
    return std::ranges::count(http.requests, "POST", &HttpRequest::method);
  }
  std::ptrdiff_t checks() const {
    return std::ranges::count_if(
        http.requests, [](const HttpRequest& request) { return has(request.url, "checkip"); });
  }
};

}  // namespace wan53::test
