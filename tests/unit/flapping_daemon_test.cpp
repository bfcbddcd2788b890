// SPDX-License-Identifier: MIT
// The daemon while the WAN's address alternates: what it holds back, for how long, and what passes.
#include "base/compose.h"
#include "cycle/memory.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

// Follows the WAN from .7 to .8 and back within minutes, so that .8 would be the fourth change; .7
// is published, and the next step sees .8.
struct FlappingFixture : DaemonFixture {
  explicit FlappingFixture(std::string_view config = kWanRecord) : DaemonFixture(config) {
    hook(1min, "wan-event 0 connected");
    hook(1min, "wan-event 0 connected");
    hook(1min, "wan-event 0 connected");
    takes_change("198.51.101.6");
    steps(1);
    wan_has("198.51.101.8");
    takes_change("198.51.101.7");
    steps(1);
    wan_has("198.51.101.7");
    takes_change("198.51.101.8");
    steps(1);
    wan_has("198.51.101.8");
    http.requests.clear();
  }
  void wan_has(const std::string& address) { nvram("wan0_ipaddr", address); }
  void takes_change(std::string_view old_address) {
    http.reply(200, home(old_address));
    http.reply(200, change_info());
  }
  std::string published() {
    const Memory memory = load_memory(ports, *find_places(ports, ""));
    return memory.state.records.size() == 1 ? memory.state.records[0].addresses.text() : "";
  }
};

constexpr std::string_view kWhy =
    "the address flaps between 198.51.101.7 and 198.51.101.8 (3 changes in 3 min";

TEST(flapping_daemon_holds_an_address_until_it_has_stayed) {
  FlappingFixture f;
  CHECK_TEXT(f.published(), "198.51.101.7");
  const Moment seen = f.clock.moment;
  f.steps(1);
  CHECK(f.http.requests.empty());
  CHECK_TEXT(f.published(), "198.51.101.7");
  CHECK(f.logged(compose("home.example.com A: waiting: {}", kWhy)) == 1);
  // It has slept until the end of the hold, not until the check.
  CHECK(f.clock.moment == seen + 5min);
  f.takes_change("198.51.101.7");
  f.steps(1);
  CHECK_TEXT(f.published(), "198.51.101.8");
  CHECK(f.http.count("POST") == 1);
  CHECK(f.logged("home.example.com A: changed from 198.51.101.7 to 198.51.101.8") == 2);
}

TEST(flapping_daemon_counts_the_stay_through_other_events) {
  FlappingFixture f;
  const Moment seen = f.clock.moment;
  for (int i = 0; i < 3; ++i) f.happens(1min, {true, {}, false});
  f.steps(4);
  CHECK(f.http.requests.empty());
  CHECK(f.clock.moment == seen + 5min);
  CHECK(f.logged(kWhy) == 1);
}

TEST(flapping_daemon_lets_the_stay_begin_anew_when_it_is_broken) {
  FlappingFixture f;
  f.hook(4min, "wan-event 0 connected");
  f.hook(1min, "wan-event 0 connected");
  f.steps(1);
  f.wan_has("198.51.101.7");
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.http.count("POST") == 0);
  f.wan_has("198.51.101.8");
  const Moment seen = f.clock.moment;
  f.steps(1);
  CHECK(f.http.requests.size() == 1);
  CHECK(f.clock.moment == seen + 5min);
}

TEST(flapping_daemon_lets_a_third_address_pass) {
  FlappingFixture f;
  f.wan_has("198.51.101.9");
  f.takes_change("198.51.101.7");
  f.steps(1);
  CHECK_TEXT(f.published(), "198.51.101.9");
}

TEST(flapping_is_shown_by_status_with_the_time_of_the_next_check) {
  FlappingFixture f;
  f.hook(1min, "wan-event 0 connected");
  f.steps(1);
  CHECK(f.run({"status"}) == 3);
  CHECK(has(f.terminal.out_text, "  published  198.51.101.7, TTL 120"));
  CHECK(has(f.terminal.out_text, compose("  last round waiting: {}", kWhy)));
  CHECK(has(f.terminal.out_text, "198.51.101.8 is published once it has stayed for 5 min"));
  // Five minutes after the address was seen.
  CHECK(has(f.terminal.out_text, "next check   2033-05-18T03:41:22Z (in 3 min)"));
}

TEST(flapping_holds_a_round_by_hand_but_not_a_forced_one) {
  FlappingFixture f;
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.empty());
  CHECK(has(f.terminal.err_text, kWhy));
  f.takes_change("198.51.101.7");
  CHECK(f.run({"update", "--force"}) == 0);
  CHECK_TEXT(f.published(), "198.51.101.8");
}

TEST(flapping_does_not_hold_an_address_that_is_given) {
  FlappingFixture f;
  f.takes_change("198.51.101.7");
  CHECK(f.run({"update", "--ip", "198.51.101.8"}) == 0);
  CHECK_TEXT(f.published(), "198.51.101.8");
}

// Somebody else has written .8, and `--ip` has found that out: there is nothing left to hold back.
TEST(flapping_does_not_hold_what_is_published_already) {
  FlappingFixture f;
  f.hook(1min, "wan-event 0 connected");
  f.steps(1);
  f.http.reply(200, home("198.51.101.8"));
  CHECK(f.run({"update", "--ip", "198.51.101.8"}) == 0);
  CHECK(f.run({"status"}) == 0);
  f.steps(1);
  CHECK(f.run({"status"}) == 0);
  CHECK(f.http.requests.empty());
  CHECK(f.logged(kWhy) == 1);
}

// Nobody knows any more that an address was published before it.
TEST(flapping_does_not_hold_when_the_published_address_is_not_known) {
  FlappingFixture f;
  (void)f.files.remove("/var/lib/wan53/state.json");
  f.takes_change("198.51.101.7");
  f.steps(1);
  CHECK_TEXT(f.published(), "198.51.101.8");
}

TEST(flapping_holds_one_record_and_not_its_neighbour) {
  FlappingFixture f(
      "[record home.example.com]\nsource = wan\nzone = Z111\nttl = 120\n"
      "[record nas.example.com]\nsource = interface eth0\nzone = Z111\nttl = 120\n");
  f.interfaces.on_eth0 = {{"198.51.101.40", false, 24, true, true}};
  const auto nas = listing(record_set("nas.example.com", "A", "198.51.101.40"));
  f.http.answers.clear();
  f.http.reply(200, nas);
  const Moment seen = f.clock.moment;
  f.steps(1);
  CHECK(std::ranges::all_of(f.http.requests, [](const HttpRequest& request) {
    return has(request.url, "name=nas.example.com");
  }));
  CHECK(f.logged(kWhy) == 1);
  CHECK(f.clock.moment == seen + 5min);
}

TEST(flapping_daemon_wakes_at_the_end_of_the_first_of_two_holds) {
  const std::string first = "[record a.example.com]\nsource = wan\nzone = Z111\n";
  const std::string second = "[record b.example.com]\nsource = interface eth0\nzone = Z111\n";
  for (const std::string& config : {first + second, second + first}) {
    DaemonFixture f(config);
    const auto first_has = [&](const char* address) { f.nvram("wan0_ipaddr", address); };
    const auto second_has = [&](const char* address) {
      f.interfaces.on_eth0 = {{address, false, 24, true, true}};
    };
    for (const char* address : {"198.51.101.7", "198.51.101.8", "198.51.101.7"}) {
      first_has(address);
      second_has(address);
      f.http.reply(200, listing(""));
      f.http.reply(200, change_info());
      f.hook(1min, "wan-event 0 connected");
      f.steps(1);
    }
    const Moment seen = f.clock.moment;
    first_has("198.51.101.8");
    f.http.reply(200, listing(record_set("b.example.com", "A", "198.51.101.7")));
    f.hook(1min, "wan-event 0 connected");
    f.steps(1);
    f.http.requests.clear();
    second_has("198.51.101.8");
    f.steps(1);
    CHECK_ROW(config, f.http.requests.empty());
    CHECK_ROW(config, f.clock.moment == seen + 5min);
    f.http.reply(200, listing(""));
    f.http.reply(200, change_info());
    f.steps(1);
    CHECK_ROW(config, f.http.requests.size() == 2);
    CHECK_ROW(config, has(f.http.requests[0].url, "name=a.example.com"));
  }
}

}  // namespace
}  // namespace wan53
