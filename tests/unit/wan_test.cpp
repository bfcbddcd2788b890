// SPDX-License-Identifier: MIT
#include "ddns/wan.h"

#include "base/compose.h"
#include "test.h"

namespace wan53 {
namespace {

WanUnit unit_of(std::string_view address, std::string_view state, std::string_view substate = "0",
                std::string_view auxstate = "0") {
  WanUnit unit;
  unit.address = address;
  unit.state = state;
  unit.substate = substate;
  unit.auxstate = auxstate;
  return unit;
}

TEST(wan_address_needs_a_calm_connection) {
  struct Row {
    const char *state, *substate, *auxstate, *address, *expected;
  };
  // The expected text is the address, or "on its way"/"down" and the reason.
  constexpr Row kRows[] = {
      {"2", "0", "0", "203.0.114.7", "203.0.114.7"},
      {"2", "0", "2", "203.0.114.7", "203.0.114.7"},
      {"2", "", "", "203.0.114.7", "203.0.114.7"},
      {"2", "0", "1", "203.0.114.7", "down: wan0 has no cable"},
      {"2", "4", "0", "203.0.114.7",
       "on its way: wan0 is connected but not ready (substate 4, auxstate 0)"},
      {"2", "123456789012345678901", "0", "203.0.114.7",
       "on its way: wan0 is connected but not ready (substate 12345678901234567890..., auxstate 0)"},
      {"2", "0", "9", "203.0.114.7",
       "on its way: wan0 is connected but not ready (substate 0, auxstate 9)"},
      {"2", "0", "0", "0.0.0.0", "on its way: wan0 is connected but has no address yet"},
      {"2", "0", "0", "", "on its way: wan0 is connected but has no address yet"},
      {"2", "0", "0", "203.0.114", "on its way: wan0 is connected but has no address yet"},
      {"2", "0", "0", "2a00:1450::7", "on its way: wan0 is connected but has no address yet"},
      {"0", "0", "0", "203.0.114.7", "on its way: wan0 is starting"},
      {"1", "0", "0", "203.0.114.7", "on its way: wan0 is connecting"},
      {"3", "0", "0", "203.0.114.7", "down: wan0 is disconnected"},
      {"4", "0", "0", "203.0.114.7", "down: wan0 is stopped"},
      {"5", "0", "0", "203.0.114.7", "down: wan0 is disabled"},
      {"6", "0", "0", "203.0.114.7", "on its way: wan0 is stopping"},
      {"7", "0", "0", "203.0.114.7",
       "on its way: wan0 has no state: wan0_state_t in nvram is 7, not 0 to 6"},
      {"", "", "", "", "on its way: wan0 has no state: wan0_state_t in nvram is empty, not 0 to 6"},
      {"\x01\xff", "", "", "",
       "on its way: wan0 has no state: wan0_state_t in nvram is \\x01\\xff, not 0 to 6"},
  };
  for (const auto& row : kRows) {
    const auto got = ipv4_of(unit_of(row.address, row.state, row.substate, row.auxstate));
    const std::string text =
        got ? got->text()
            : compose("{}{}", got.error().code == Errc::look_again ? "on its way: " : "down: ",
                      got.error().what);
    CHECK_TEXT_ROW(row.expected, text, row.expected);
  }
}

TEST(wan_external_counts_only_while_valid) {
  struct Row {
    const char *realip, *state, *expected;
  };
  constexpr Row kRows[] = {
      {"203.0.114.7", "2", "203.0.114.7"},
      {"203.0.114.7", "0", "none"},
      {"203.0.114.7", "1", "none"},
      {"203.0.114.7", "", "none"},
      {"100.64.0.1", "2", "none"},
      {"", "2", "none"},
      {"garbage", "2", "none"},
  };
  for (const auto& row : kRows) {
    WanUnit unit;
    unit.realip = row.realip;
    unit.realip_state = row.state;
    const auto external = unit.external();
    CHECK_TEXT_ROW(row.realip, external ? external->text() : "none", row.expected);
  }
}

TEST(wan_behind_nat_has_an_address_that_the_internet_does_not_see) {
  struct Row {
    const char *own, *realip, *state;
    bool expected;
  };
  constexpr Row kRows[] = {
      {"203.0.114.7", "", "", false},          {"203.0.114.7", "203.0.114.7", "2", false},
      {"26.1.2.3", "203.0.114.7", "2", true},  // squatted
      {"26.1.2.3", "203.0.114.7", "0", false}, {"26.1.2.3", "203.0.114.7", "1", false},
      {"26.1.2.3", "10.0.0.1", "2", false},    {"10.0.0.1", "203.0.114.7", "2", true},
      {"100.64.0.1", "", "0", true},
  };
  for (const auto& row : kRows) {
    WanUnit unit;
    unit.realip = row.realip;
    unit.realip_state = row.state;
    CHECK_ROW(row.own, unit.is_behind_nat(*Address::parse(row.own)) == row.expected);
  }
}

TEST(wan_primary_is_the_marked_one_else_the_best) {
  RouterView view;
  CHECK(primary_unit(view) == nullptr);
  view.units = {unit_of("", "3"), unit_of("10.0.0.2", "2"), unit_of("203.0.114.7", "2")};
  CHECK(primary_unit(view) == &view.units[2]);
  view.units.push_back(unit_of("203.0.114.8", "2"));
  view.units[2].realip = "203.0.114.9";
  view.units[2].realip_state = "2";
  CHECK(primary_unit(view) == &view.units[3]);
  view.units.pop_back();
  view.units[2].realip_state = "";
  view.units[2].state = "1";
  CHECK(primary_unit(view) == &view.units[1]);
  view.units[1].state = "4";
  CHECK(primary_unit(view) == &view.units[0]);
  view.units[1].primary = true;
  CHECK(primary_unit(view) == &view.units[1]);
}

TEST(wan_is_there_in_router_modes_only) {
  struct Row {
    const char* mode;
    bool expected;
  };
  for (const Row& row : {Row{"1", true},
                         {"4", true},
                         {"", true},
                         {"2", false},
                         {"3", false},
                         {"5", false},
                         {"x", false}}) {
    RouterView view;
    view.sw_mode = row.mode;
    CHECK_ROW(row.mode, has_wan(view) == row.expected);
  }
}

TEST(wan_may_be_connected_without_any_ipv4_address) {
  CHECK(check_connected(unit_of("0.0.0.0", "2")).has_value());
  CHECK(!check_connected(unit_of("203.0.114.7", "4")));
  CHECK(!check_connected(unit_of("203.0.114.7", "2", "0", "1")));
}

}  // namespace
}  // namespace wan53
