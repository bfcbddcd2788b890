// SPDX-License-Identifier: MIT
#include "ddns/wan.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

// enum of shared/rtstate.h, in its order.
constexpr std::string_view kStates[] = {"is starting",     "is connecting", "is connected",
                                        "is disconnected", "is stopped",    "is disabled",
                                        "is stopping"};
constexpr std::uint64_t kConnecting = 1;
constexpr std::uint64_t kConnected = 2;
constexpr std::uint64_t kStopping = 6;

}  // namespace

std::string WanUnit::name() const { return "wan" + to_text(number); }

std::optional<Address> WanUnit::external() const {
  // In another state than 2, the address is a leftover.
  if (realip_state != "2") return std::nullopt;
  const auto found = Address::parse(realip);
  if (!found || !found->special_range().empty()) return std::nullopt;
  return *found;
}

bool WanUnit::is_behind_nat(const Address& own) const {
  return !own.special_range().empty() || external().value_or(own) != own;
}

Status check_connected(const WanUnit& unit) {
  const auto no = [&unit](Errc code, std::string_view why) {
    return fail(code, "{} {}", unit.name(), why);
  };
  const auto state = parse_unsigned(unit.state, std::size(kStates) - 1);
  if (!state) {
    const std::string got = unit.state.empty() ? "empty" : printable(unit.state, 40);
    return no(Errc::look_again,
              compose("has no state: {}_state_t in nvram is {}, not 0 to 6", unit.name(), got));
  }
  if (*state != kConnected) {
    const bool on_its_way = *state <= kConnecting || *state == kStopping;
    return no(on_its_way ? Errc::look_again : Errc::wait, kStates[*state]);
  }
  if (unit.auxstate == "1") return no(Errc::wait, "has no cable");
  const bool ready = (unit.substate.empty() || unit.substate == "0") &&
                     (unit.auxstate.empty() || unit.auxstate == "0" || unit.auxstate == "2");
  if (ready) return {};
  return no(Errc::look_again, compose("is connected but not ready (substate {}, auxstate {})",
                                      printable(unit.substate, 20), printable(unit.auxstate, 20)));
}

Result<Address> ipv4_of(const WanUnit& unit) {
  TRY(check_connected(unit));
  const auto address = Address::parse(unit.address);
  if (!address || address->family() != Family::ipv4 || address->text() == "0.0.0.0") {
    return fail(Errc::look_again, unit.name() + " is connected but has no address yet");
  }
  return *address;
}

bool has_wan(const RouterView& view) {
  return view.sw_mode.empty() || view.sw_mode == "1" || view.sw_mode == "4";
}

const WanUnit* primary_unit(const RouterView& view) {
  const auto& units = view.units;
  if (units.empty()) return nullptr;
  auto found = std::ranges::find(units, true, &WanUnit::primary);
  if (found == units.end()) {
    found = std::ranges::find_if(units, [](const WanUnit& unit) {
      const auto address = ipv4_of(unit);
      return address && !unit.is_behind_nat(*address);
    });
  }
  if (found == units.end()) {
    found =
        std::ranges::find_if(units, [](const WanUnit& unit) { return ipv4_of(unit).has_value(); });
  }
  return found == units.end() ? &units.front() : &*found;
}

}  // namespace wan53
