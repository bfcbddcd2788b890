// SPDX-License-Identifier: MIT
// Behind NAT: whom the daemon believes about the address that the internet sees.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

struct NatFixture : DaemonFixture {
  NatFixture() { nvram("wan0_ipaddr", "100.64.0.7"); }
  void checker(std::string_view text) { http.reply(200, compose("{}\n", text)); }
  std::ptrdiff_t asked() const {
    return std::ranges::count_if(
        http.requests, [](const HttpRequest& request) { return has(request.url, "checkip"); });
  }
};

TEST(nat_publishes_what_two_checkers_agree_on) {
  NatFixture f;
  f.checker("198.51.101.9");
  f.checker("198.51.101.9");
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(has(f.state(), "198.51.101.9"));
  CHECK(f.asked() == 2);
  CHECK(f.http.requests[0].url != f.http.requests[1].url);
  CHECK_TEXT(f.http.requests[0].interface_name, "eth0");
  CHECK(f.http.requests[0].ip_version == 4);
  // Nothing announces a change: five minutes later one is asked again, and one answer confirms.
  CHECK(f.clock.moment == Moment(100s + 5min));
  f.checker("198.51.101.9");
  f.steps(1);
  CHECK(f.asked() == 3);
  CHECK(f.http.requests.size() == 5);
}

TEST(nat_believes_no_single_checker) {
  NatFixture f;
  f.checker("198.51.101.9");
  f.checker("198.51.101.10");
  f.steps(1);
  CHECK(f.http.requests.size() == 2);
  CHECK(f.state().find("198.51.101") == std::string::npos);
  CHECK(f.run({"status"}) == 3);
  CHECK(has(f.terminal.out_text, "the checkers disagree: 198.51.101.9 and 198.51.101.10"));
}

TEST(nat_keeps_what_is_known_when_a_checker_lies) {
  NatFixture f;
  f.checker("198.51.101.9");
  f.checker("198.51.101.9");
  f.http.reply(200, home("198.51.101.9"));
  f.steps(1);
  f.http.reply(200, "<html>log in to the hotel</html>");
  f.checker("198.51.101.66");
  f.checker("198.51.101.67");
  f.steps(1);
  CHECK(f.http.requests.size() == 6);
  CHECK(!has(f.state(), "198.51.101.6"));
}

TEST(nat_starts_with_what_stun_told_the_firmware) {
  NatFixture f;
  f.nvram("wan0_realip_ip", "198.51.101.20");
  f.nvram("wan0_realip_state", "2");
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(f.asked() == 0);
  CHECK(has(f.state(), "198.51.101.20"));
  // The firmware asks STUN once; afterwards wan53 asks the checkers.
  f.checker("198.51.101.21");
  f.checker("198.51.101.21");
  f.http.reply(200, home("198.51.101.20"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(f.asked() == 2);
  CHECK(has(f.state(), "198.51.101.21"));
}

TEST(nat_leftover_of_stun_is_not_believed) {
  NatFixture f;
  f.nvram("wan0_realip_ip", "198.51.101.20");
  f.nvram("wan0_realip_state", "1");
  f.checker("198.51.101.9");
  f.checker("198.51.101.9");
  f.http.reply(200, home("198.51.101.9"));
  f.steps(1);
  CHECK(!has(f.state(), "198.51.101.20"));
}

TEST(nat_asks_again_after_an_event) {
  NatFixture f;
  f.checker("198.51.101.9");
  f.checker("198.51.101.9");
  f.http.reply(200, home("198.51.101.9"));
  f.hook(30s, "dhcpc-event bound 4");
  f.steps(1);
  f.checker("198.51.101.9");
  f.steps(1);
  CHECK(f.asked() == 3);
}

// An old answer about a WAN that is not in use does not make a check due.
TEST(nat_of_another_wan_wakes_nobody) {
  NatFixture f;
  f.nvram("wans_dualwan", "wan usb");
  for (const char* name : {"wan1_state_t", "wan1_primary"}) f.nvram(name, "2");
  f.nvram("wan1_ipaddr", "100.64.9.9");
  f.nvram("wan1_ifname", "usb0");
  f.nvram("wan1_primary", "1");
  f.checker("198.51.101.9");
  f.checker("198.51.101.9");
  f.http.reply(200, home("198.51.101.9"));
  f.hook(30s, "wan-event 0 connected");
  f.steps(1);
  f.nvram("wan1_primary", "0");
  f.nvram("wan0_primary", "1");
  for (int i = 0; i < 3; ++i) {
    f.checker("198.51.101.9");
    f.checker("198.51.101.9");
    const Moment before = f.clock.moment;
    f.steps(1);
    CHECK(f.clock.moment - before == 5min);
    f.http.answers.clear();
  }
}

TEST(nat_is_left_behind) {
  NatFixture f;
  f.checker("198.51.101.9");
  f.checker("198.51.101.9");
  f.http.reply(200, home("198.51.101.9"));
  f.hook(30s, "wan-event 0 connected");
  f.steps(1);
  f.nvram("wan0_ipaddr", "198.51.101.30");
  f.http.reply(200, home("198.51.101.9"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(f.asked() == 2);
  CHECK(has(f.state(), "198.51.101.30"));
  CHECK(f.run({"status"}) == 0);
  CHECK(!has(f.terminal.out_text, "behind NAT"));
}

// Their certificates cannot be verified in 2018.
TEST(nat_asks_no_checker_before_the_clock_is_set) {
  NatFixture f;
  f.nvram("ntp_ready", "0");
  f.clock.time = utc_time(1'525'496'710);
  f.steps(2);
  CHECK(f.http.requests.empty());
  CHECK(f.logged("the clock is not set yet") == 1);
  // NTP is stuck: Route 53 is asked for the time, then the checkers.
  f.live(10min);
  const HttpHeader date{"Date", "Wed, 18 May 2033 03:33:20 GMT"};
  f.http.requests.clear();
  f.http.reply(403, "", {date});
  f.checker("198.51.101.9");
  f.checker("198.51.101.9");
  f.http.reply(200, home("198.51.101.9"), {date});
  while (f.http.requests.size() < 4 && f.clock.moment < Moment(1h)) f.steps(1);
  CHECK(f.http.requests.size() == 4);
  CHECK(f.logged("NTP has not set the clock for ten minutes") >= 1);
  CHECK(has(f.state(), "198.51.101.9"));
  // At last: what stood in for NTP is wrong now.
  f.nvram("ntp_ready", "1");
  f.clock.time = utc_time(2'000'000'000);
  f.http.answers.clear();
  f.checker("198.51.101.9");
  f.steps(1);
  CHECK(f.http_clients.trusts.back().clock_offset == 0s);
  CHECK(f.logged("are verified again") == 1);
}

TEST(nat_address_stays_unverified_until_the_checkers_agree) {
  NatFixture f;
  f.checker("198.51.101.9");
  f.checker("198.51.101.9");
  f.http.reply(200, home("198.51.101.9"));
  f.steps(1);
  f.http.reply(503, "");
  f.http.reply(503, "");
  f.happens(20s, {true, {}, false});
  f.steps(1);
  CHECK(f.logged("198.51.101.9 is kept until the checkers agree") == 1);
  // Another process runs a cycle a little later, from memory.
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.run({"status"}) == 0);
  CHECK(has(f.terminal.out_text, "is kept until the checkers agree"));
  CHECK(f.logged("are verified again") == 0);
}

TEST(nat_two_names_ask_once_after_stun_has_changed_its_mind) {
  DaemonFixture f(
      "[record home.example.com]\nsource = wan\nzone = Z111\n"
      "[record nas.example.com]\nsource = wan\nzone = Z111\n");
  f.nvram("wan0_ipaddr", "100.64.0.7");
  f.nvram("wan0_realip_ip", "198.51.101.20");
  f.nvram("wan0_realip_state", "2");
  f.steps(1);
  CHECK(std::ranges::none_of(
      f.http.requests, [](const HttpRequest& request) { return has(request.url, "checkip"); }));
}

// A cycle every second would wear out whatever it touches.
TEST(nat_without_a_clock_runs_ever_fewer_cycles) {
  NatFixture f;
  f.nvram("ntp_ready", "0");
  f.live(9min);
  CHECK(f.http.requests.empty());
  CHECK(f.cycles() < 20);
}

TEST(nat_checkers_are_asked_through_the_wan_or_not_at_all) {
  NatFixture f;
  f.nvram("wan0_ifname", "");
  f.steps(1);
  CHECK(f.asked() == 0);
  CHECK(f.logged("nvram names no interface of wan0") == 1);
}

}  // namespace
}  // namespace wan53
