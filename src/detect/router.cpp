// SPDX-License-Identifier: MIT
#include "detect/router.h"

#include <algorithm>

#include "base/text.h"

namespace wan53 {
namespace {

std::vector<int> units_of(const Config& config, std::string_view dual_wan) {
  std::vector<int> units = {0};
  const auto add = [&](int unit) {
    if (std::ranges::find(units, unit) == units.end()) units.push_back(unit);
  };
  // "wan none", "wan usb": the port of each unit.
  int number = 0;
  for (const auto word : words(dual_wan)) {
    if (word != "none" && number < 10) add(number);
    ++number;
  }
  for (const auto& record : config.records) {
    if (record.source.kind == Source::Kind::wan_unit) add(record.source.unit);
  }
  return units;
}

// `only`: there is no other unit.
Result<WanUnit> read_unit(Nvram& nvram, int number, bool only) {
  WanUnit unit;
  unit.number = number;
  const std::string name = unit.name();
  if (!only) {
    TRY_ASSIGN(const std::string& primary, nvram.get(name + "_primary"));
    unit.primary = primary == "1";
  }
  TRY_ASSIGN(unit.state, nvram.get(name + "_state_t"));
  if (!check_connected(unit)) return unit;  // the rest is left from before
  TRY_ASSIGN(unit.substate, nvram.get(name + "_sbstate_t"));
  TRY_ASSIGN(unit.auxstate, nvram.get(name + "_auxstate_t"));
  TRY_ASSIGN(unit.address, nvram.get(name + "_ipaddr"));
  TRY_ASSIGN(const std::string& protocol, nvram.get(name + "_proto"));
  const bool tunnel = protocol == "pppoe" || protocol == "pptp" || protocol == "l2tp";
  TRY_ASSIGN(unit.interface_name, nvram.get(name + (tunnel ? "_pppoe_ifname" : "_ifname")));
  TRY_ASSIGN(unit.realip_state, nvram.get(name + "_realip_state"));
  if (unit.realip_state == "2") {
    TRY_ASSIGN(unit.realip, nvram.get(name + "_realip_ip"));
  }
  return unit;
}

Status read_into(Nvram& nvram, const Config& config, RouterView& view) {
  TRY_ASSIGN(const std::string& ntp, nvram.get("ntp_ready"));
  if (!ntp.empty()) view.clock_set = ntp == "1";
  const bool needs_wan = std::ranges::any_of(
      config.records, [](const RecordConfig& record) { return record.source.is_wan(); });
  if (!needs_wan) return {};
  TRY_ASSIGN(view.sw_mode, nvram.get("sw_mode"));
  const auto& records = config.records;
  if (std::ranges::find(records, Family::ipv6, &RecordConfig::family) != records.end()) {
    TRY_ASSIGN(view.lan_interface, nvram.get("lan_ifname"));
  }
  if (view.lan_interface.empty()) view.lan_interface = "br0";
  TRY_ASSIGN(const std::string& dual_wan, nvram.get("wans_dualwan"));
  const auto units = units_of(config, dual_wan);
  for (const int number : units) {
    TRY_ASSIGN(auto unit, read_unit(nvram, number, units.size() == 1));
    view.units.push_back(std::move(unit));
  }
  return {};
}

}  // namespace

RouterView read_router(Nvram& nvram, const Config& config) {
  RouterView view;
  if (const auto read = read_into(nvram, config, view); !read) view.read_error = read.error().what;
  return view;
}

}  // namespace wan53
