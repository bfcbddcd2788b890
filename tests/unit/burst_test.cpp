// SPDX-License-Identifier: MIT
// Bursts of events: what is published at once, and what waits for the burst's end.
#include "burst_fixture.h"

namespace wan53 {
namespace {

using namespace test;

TEST(burst_publishes_at_once_what_an_event_tells) {
  const struct {
    const char* label;
    Wake wake;
    const char* config;
  } rows[] = {
      {"a WAN is connected", {.notices = {"wan-event 0 connected"}}, kWanRecord},
      {"the firmware tells its address", {.notices = {"ddns-start 198.51.101.8"}}, kWanRecord},
      {"among others",
       {.notices = {"wan-event 0 connecting", "wan-event 0 connected", "dhcpc-event bound 4"}},
       kWanRecord},
      {"two hooks", {.notices = {"wan-event 0 connected", "ddns-start 198.51.101.8"}}, kWanRecord},
      {"the kernel", kCame, "[record home.example.com]\nsource = interface eth0\nzone = Z111\n"},
      {"the kernel, with a hook",
       {.addresses_changed = true, .notices = {"ddns-start 198.51.101.7"}, .address_came = true},
       "[record home.example.com]\nsource = interface eth0\nzone = Z111\n"},
  };
  for (const auto& row : rows) {
    BurstFixture f(row.config);
    f.interfaces.on_eth0 = {on_interface("198.51.101.7")};
    f.happens(60s, row.wake, [&f] {
      f.nvram("wan0_ipaddr", "198.51.101.8");
      f.interfaces.on_eth0 = {on_interface("198.51.101.8")};
      f.nvram("ddns_return_code", "ddns_query");
    });
    f.steps(1);
    CHECK_ROW(row.label, f.writes() == 1);
    CHECK_ROW(row.label, has(f.state(), "198.51.101.8"));
    CHECK_ROW(row.label, f.clock.moment == Moment(162s));
    // The firmware gets its answer with the last of the burst, which finds nothing else to do.
    CHECK_ROW(row.label, f.runs("ddns_custom_updated 1") == 0);
    f.steps(1);
    CHECK_ROW(row.label, f.writes() == 1);
    CHECK_ROW(row.label, f.runs("ddns_custom_updated 1") == 1);
    // Nothing is left of it.
    const auto looks = f.cycles();
    f.steps(1);
    CHECK_ROW(row.label, f.cycles() == looks + 1);
  }
}

TEST(burst_that_tells_of_no_new_address_waits_for_its_end) {
  const struct {
    const char* label;
    Wake wake;
    std::ptrdiff_t forks;  // before the end of the burst
  } rows[] = {
      {"connecting", {.notices = {"wan-event 0 connecting"}}, 0},
      {"disconnected", {.notices = {"wan-event 0 disconnected"}}, 0},
      {"no unit", {.notices = {"wan-event 12 connected", "wan-event connected"}}, 0},
      {"a lease", {.notices = {"dhcpc-event bound 4"}}, 0},
      {"no address", {.notices = {"ddns-start"}}, 0},
      {"no address but a word", {.notices = {"ddns-start now"}}, 0},
      {"the address that is published", {.notices = {"ddns-start 198.51.101.7"}}, 0},
      {"a WAN without address", {.notices = {"wan-event 1 connected"}}, 1},
      {"the kernel's word where nvram counts", kCame, 0},
      {"reload", {.notices = {"reload"}}, 0},
      {"another process", {.notices = {"updated"}}, 0},
      {"SIGHUP", kHangUp, 0},
      {"an address has gone", kGone, 0},
  };
  for (const auto& row : rows) {
    BurstFixture f;
    std::size_t before = 0;
    f.happens(60s, row.wake, [&] { before = f.processes.calls.size(); });
    f.steps(1);
    CHECK_ROW(row.label, f.http.requests.size() == 1);
    CHECK_ROW(row.label,
              static_cast<std::ptrdiff_t>(f.processes.calls.size() - before) == row.forks);
    CHECK_ROW(row.label, f.clock.moment == Moment(162s));
    f.nvram("wan0_ipaddr", "198.51.101.8");
    f.steps(1);
    CHECK_ROW(row.label, f.writes() == 1);
  }
}

// A hook may come before nvram is set, and a kernel's address before the state.
TEST(burst_leaves_no_trace_while_the_wan_is_connecting) {
  BurstFixture f;
  f.hook(60s, "wan-event 0 connecting", f.wan_is("1"));
  f.hook(100ms, "wan-event 0 connected", f.wan_gets("198.51.101.8"));
  std::string memory;
  std::size_t lines = 0;
  f.hook(100ms, "dhcpc-event bound 4", [&] {
    memory = f.files.find("/run/wan53/volatile.json")->text;
    lines = f.log.lines.size();
    f.nvram("wan0_state_t", "2");
  });
  f.hook(300ms, "ddns-start 198.51.101.8", [&] {
    CHECK_TEXT(f.files.find("/run/wan53/volatile.json")->text, memory);
    CHECK(f.log.lines.size() == lines);
    CHECK(f.http.requests.size() == 1);
  });
  f.steps(1);
  CHECK(f.writes() == 1);
  CHECK(f.logged("waiting") == 0);
  // The burst is over two seconds after the round.
  CHECK(f.clock.moment == Moment(100s + 60s + 500ms + 2s));
}

TEST(burst_takes_an_old_address_in_nvram_for_no_news) {
  const struct {
    const char* label;
    const char* old;  // in nvram when the WAN is said to be connected
  } rows[] = {{"the published one", "198.51.101.7"}, {"none", ""}, {"zeros", "0.0.0.0"}};
  for (const auto& row : rows) {
    BurstFixture f;
    f.hook(60s, "wan-event 0 stopped", [&] { f.nvram("wan0_state_t", "4"); });
    f.hook(60s, "wan-event 0 connected", [&] {
      f.nvram("wan0_state_t", "2");
      f.nvram("wan0_ipaddr", row.old);
    });
    f.hook(100ms, "ddns-start 198.51.101.8", [&] {
      CHECK_ROW(row.label, f.http.requests.size() == 1);
      f.nvram("wan0_ipaddr", "198.51.101.8");
    });
    f.steps(2);
    CHECK_ROW(row.label, f.writes() == 1);
    CHECK_ROW(row.label, has(f.state(), "198.51.101.8"));
  }
}

TEST(burst_with_an_interface_that_flaps_writes_nothing) {
  constexpr const char* kEth0 =
      "[record home.example.com]\ntype = A AAAA\nsource = interface eth0\nzone = Z111\n";
  const auto first = on_interface("198.51.101.7");
  const auto second = on_interface("198.51.101.9");
  const auto first6 = on_interface("2a00:1450::7", true);
  const auto second6 = on_interface("2a00:1450::9", true);
  BurstFixture f(kEth0);
  f.interfaces.on_eth0 = {first, second, first6, second6};
  f.http.answers.clear();
  f.http.reply(200, listing(record_set("home.example.com", "A", "198.51.101.7") +
                            record_set("home.example.com", "AAAA", "2a00:1450::7")));
  f.http.reply(200, listing(record_set("home.example.com", "AAAA", "2a00:1450::7")));
  f.happens(60s, kGone, f.eth0_has({second, second6}));
  f.happens(500ms, kGone, f.eth0_has({}));
  f.happens(500ms, kGone, f.eth0_has({second, second6}));
  f.happens(500ms, kGone, f.eth0_has({first, second, first6, second6}));
  f.steps(1);
  const auto requests = f.http.requests.size();
  f.steps(1);
  CHECK(f.http.requests.size() == requests);
  CHECK(f.writes() == 0);
}

// The kernel makes sure that nobody else has an IPv6 address first.
TEST(burst_publishes_ipv6_that_comes_a_second_later) {
  BurstFixture f(
      "[record home.example.com]\ntype = A AAAA\nsource = wan\nzone = Z111\nttl = 120\n");
  const auto a = [](const char* address) { return record_set("home.example.com", "A", address); };
  auto tentative = on_interface("2a00:1450::8", true);
  tentative.lasting = false;
  f.http.answers.clear();
  f.http.reply(200, listing(a("198.51.101.7")));
  f.http.reply(200, listing(a("198.51.101.7")));
  f.http.reply(200, change_info());
  f.hook(60s, "wan-event 0 connected", f.wan_gets("198.51.101.8"));
  f.happens(10ms, kGone, f.eth0_has({tentative}));
  f.happens(1s, kCame, f.eth0_has({on_interface("2a00:1450::8", true)}));
  f.steps(1);
  CHECK(f.writes() == 1);
  CHECK(has(f.state(), "198.51.101.8") && !has(f.state(), "2a00:1450::8"));
  f.http.reply(200, listing(a("198.51.101.8")));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(f.writes() == 2);
  CHECK(has(f.state(), "2a00:1450::8"));
}

TEST(burst_believes_stun_at_once) {
  BurstFixture f;
  f.hook(60s, "ddns-start 198.51.101.20", [&f] {
    f.nvram("wan0_ipaddr", "100.64.0.7");
    f.nvram("wan0_realip_ip", "198.51.101.20");
    f.nvram("wan0_realip_state", "2");
  });
  f.steps(1);
  CHECK(f.checks() == 0);
  CHECK(has(f.state(), "198.51.101.20"));
}

TEST(burst_goes_on_while_another_process_is_at_work) {
  BurstFixture f;
  f.hook(60s, "wan-event 0 connected", [&f] {
    f.nvram("wan0_ipaddr", "198.51.101.8");
    f.files.held_elsewhere["/run/wan53/lock"] = 10s;
  });
  f.steps(1);
  CHECK(f.http.requests.size() == 1);
  CHECK(f.clock.moment == Moment(162s));
  f.steps(1);
  CHECK(f.writes() == 1);
}

TEST(burst_does_not_hide_that_nvram_hangs) {
  BurstFixture f;
  f.hook(60s, "wan-event 0 connected", [&f] { f.processes.hanging.insert("nvram"); });
  f.steps(2);
  CHECK(f.http.requests.size() == 1);
  CHECK(f.logged("nvram get ntp_ready") == 1);
}

TEST(burst_follows_either_of_two_wans) {
  const struct {
    const char* source;
    const char* hook;
    bool at_once;
  } rows[] = {
      {"wan", "wan-event 1 connected", false},  // the primary WAN is the other one
      {"wan1", "wan-event 1 connected", true}, {"wan-all", "wan-event 1 connected", true},
      {"wan", "wan-event 0 connected", true},  {"wan1", "wan-event 0 connected", false},
  };
  for (const auto& row : rows) {
    BurstFixture f(compose("[record home.example.com]\nsource = {}\nzone = Z111\n", row.source));
    f.http.answers.clear();
    f.takes_changes(30);
    f.nvram("wans_dualwan", "wan usb");
    f.nvram("wan1_ifname", "usb0");
    f.nvram("wan1_state_t", "2");
    f.nvram("wan1_ipaddr", "198.51.102.7");
    std::ptrdiff_t writes = 0;
    f.hook(60s, row.hook, [&] {
      writes = f.writes();
      const bool second = std::string_view(row.hook) == "wan-event 1 connected";
      f.nvram(second ? "wan1_ipaddr" : "wan0_ipaddr", second ? "198.51.102.8" : "198.51.101.8");
    });
    f.steps(1);
    CHECK_ROW(compose("{} {}", row.source, row.hook), f.writes() - writes == (row.at_once ? 1 : 0));
  }
}

}  // namespace
}  // namespace wan53
