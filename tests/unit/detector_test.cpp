// SPDX-License-Identifier: MIT
// Which address counts at each source, and the message if there is none.
#include "base/compose.h"
#include "router_fixture.h"
#include "settings/version.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kAllWans =
    "[record home.example.com]\nsource = wan-all\nzone = Z111\nttl = 120\n";

TEST(detector_takes_the_first_private_address_that_is_one) {
  Fixture f(
      "[publish]\nallow-private = yes\n"
      "[record home.example.com]\nsource = interface eth0\nzone = Z111\n");
  InterfaceAddress address;
  address.global = true;
  // Temporary or deprecated: no address for a record.
  address.text = "198.51.101.66";
  address.lasting = false;
  f.interfaces.on_eth0.push_back(address);
  address.lasting = true;
  for (const char* text : {"no address", "10.0.0.1", "10.0.0.2"}) {
    address.text = text;
    f.interfaces.on_eth0.push_back(address);
  }
  f.http.reply(200, home("10.0.0.1"));
  CHECK(f.run({"update"}) == 0);
  // A public one counts before all of them.
  address.text = "198.51.101.7";
  f.interfaces.on_eth0.push_back(address);
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
}

TEST(detector_says_that_a_wan_needs_the_router) {
  DaemonFixture f;
  f.processes.programs.clear();  // nvram goes while the daemon runs
  f.processes.answers.clear();
  f.steps(1);
  CHECK(f.http.requests.empty());
  CHECK(f.logged("source = wan needs Asuswrt-Merlin, and there is no nvram here") > 0);
}

TEST(detector_says_that_a_mode_has_no_wan) {
  DaemonFixture f;
  f.nvram("sw_mode", "3");
  f.steps(1);
  CHECK(f.http.requests.empty());
  CHECK(f.logged("the router is in mode 3") == 1);
}

TEST(detector_of_all_wans_gives_the_first_reason_and_waits_for_an_event) {
  DaemonFixture f(kAllWans);
  f.nvram("wans_dualwan", "wan usb");
  f.nvram("wan0_state_t", "3");
  f.nvram("wan1_state_t", "4");
  f.live(1h);
  CHECK(f.cycles() == 1);
  CHECK(f.logged("wan0 is disconnected") == 1);
  CHECK(f.logged("wan1") == 0);
}

struct CheckerFixture : DaemonFixture {
  CheckerFixture()
      : DaemonFixture(compose("[publish]\ncheckers = https://a.example.com/ https://b.example.com/ "
                              "https://c.example.com/\n{}",
                              kWanRecord)) {
    nvram("wan0_ipaddr", "100.64.0.7");
    files.put("/etc/ssl/certs/ca-certificates.crt", "PEM");
  }
};

TEST(detector_asks_a_third_checker_for_one_that_failed) {
  CheckerFixture f;
  f.http.reply(503, "");
  f.http.reply(200, "198.51.101.9\n");
  f.http.reply(200, "198.51.101.9\n");
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(has(f.http.requests[2].url, "https://c.example.com"));
  CHECK(has(f.state(), "198.51.101.9"));
}

TEST(detector_takes_one_answer_for_none) {
  CheckerFixture f;
  f.http.reply(503, "");
  f.http.reply(200, "198.51.101.9\n");
  f.http.reply(503, "");
  f.steps(1);
  CHECK(f.logged("only one answer (198.51.101.9)") == 1);
  CHECK(!has(f.state(), "198.51.101.9"));
}

TEST(detector_judges_the_certificate_of_who_tells_the_time_by_the_build_date) {
  DaemonFixture f;
  f.nvram("ntp_ready", "0");
  f.clock.time = utc_time(1'525'496'710);
  while (f.http.requests.empty() && f.clock.moment < Moment(1h)) f.steps(1);
  CHECK(f.http.requests.size() == 1);
  CHECK_TEXT(f.http.requests[0].url, "https://route53.amazonaws.com/");
  CHECK(f.http.requests[0].headers.empty());
  CHECK(f.logged("Asking Route 53 for the time failed: no network") == 1);
  CHECK(f.logged("Route 53's time is used") == 0);
  const Seconds behind = built_at() - utc_time(1'525'496'710);
  const Seconds offset = f.http_clients.trusts.back().clock_offset;
  // Some minutes have passed; it was asked at some moment of them.
  CHECK(offset <= std::max(behind, Seconds(0)));
  CHECK(offset >= std::max(behind - 1h, Seconds(0)));
}

TEST(detector_asks_for_the_time_when_the_clock_is_lost_later) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  f.hook(30s, "wan-event 0 connected");
  f.steps(1);
  f.nvram("ntp_ready", "0");
  f.http.requests.clear();
  while (f.http.requests.empty() && f.clock.moment < Moment(1h)) f.steps(1);
  CHECK(f.http.requests.size() == 1);
  CHECK_TEXT(f.http.requests[0].url, "https://route53.amazonaws.com/");
}

// The offset that a reply taught is kept while NTP says that the clock is right.
TEST(detector_leaves_a_learnt_clock_alone) {
  DaemonFixture f;
  const std::vector<HttpHeader> date = {{"Date", "Wed, 18 May 2033 04:33:20 GMT"}};
  f.http.reply(200, home("198.51.101.7"), date);
  f.hook(30s, "wan-event 0 connected");
  f.hook(30s, "wan-event 0 connected");
  for (int i = 0; i < 2; ++i) {
    f.steps(1);
    (void)f.run({"status"});
    CHECK(has(f.terminal.out_text, "off by 3600 s"));
  }
}

TEST(detector_asks_for_the_time_if_any_wan_is_up) {
  DaemonFixture f(kAllWans);
  f.nvram("wans_dualwan", "wan usb");
  f.nvram("wan1_state_t", "4");
  f.nvram("ntp_ready", "0");
  f.live(12min);
  CHECK(!f.http.requests.empty());
  CHECK_TEXT(f.http.requests[0].url, "https://route53.amazonaws.com/");
}

TEST(detector_says_which_mode_has_no_wan) {
  DaemonFixture f;
  f.nvram("sw_mode", "12345678901");
  f.steps(1);
  CHECK(f.logged("the router is in mode 1234567890... (sw_mode), in which it has no WAN; router "
                 "mode is 1") == 1);
}

}  // namespace
}  // namespace wan53
