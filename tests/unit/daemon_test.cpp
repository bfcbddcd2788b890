// SPDX-License-Identifier: MIT
// The daemon on scripted ports: what wakes it, which requests it sends, and when its next cycle is.
#include "cycle/memory.h"
#include "cycle/narrate.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

TEST(daemon_publishes_at_its_start_and_then_sleeps_until_the_check) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(f.http.requests.size() == 2);
  CHECK(f.logged("home.example.com A: changed from 198.51.101.6 to 198.51.101.7") == 1);
  CHECK(f.logged("(start)") == 1);
  // step() has slept for the whole check-interval.
  CHECK(f.clock.moment == Moment(100s + 6h));
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.http.requests.size() == 3);
}

TEST(daemon_takes_a_burst_for_one_event) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  f.hook(60s, "wan-event 0 connected");
  for (int i = 0; i < 19; ++i) f.hook(100ms, "ddns-start 198.51.101.8");
  f.steps(1);
  CHECK(f.cycles() == 2);  // and one look at once, since the first ddns-start tells of .8
  f.nvram("wan0_ipaddr", "198.51.101.8");
  f.http.reply(200, home("198.51.101.7"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(f.cycles() == 3);
  CHECK(f.http.requests.size() == 3);
  CHECK(f.logged("(wan-event 0 connected)") == 1);
  CHECK(f.bus.script.empty());
}

TEST(daemon_does_nothing_after_an_event_that_changed_nothing) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  for (int i = 0; i < 5; ++i) f.happens(30s, {true, {}, false});
  f.steps(6);
  CHECK(f.cycles() == 6);
  CHECK(f.http.requests.size() == 1);
}

TEST(daemon_rereads_a_connection_that_is_on_its_way) {
  DaemonFixture f;
  f.nvram("wan0_state_t", "1");
  std::string seconds;
  Moment before = f.clock.moment;
  for (int i = 0; i < 21; ++i) {
    f.steps(1);
    seconds += compose("{} ", whole_seconds(f.clock.moment - before).count());
    before = f.clock.moment;
  }
  CHECK_TEXT(seconds, "2 5 10 30 60 60 60 60 60 60 60 60 60 60 60 60 60 60 60 900 900 ");
  CHECK(f.http.requests.empty());
  CHECK(f.logged("home.example.com A: waiting") == 1);
  f.nvram("wan0_state_t", "2");
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.http.requests.size() == 1);
  CHECK(f.logged("right again") == 1);
}

TEST(daemon_waits_for_an_event_while_the_wan_is_down) {
  DaemonFixture f;
  f.nvram("wan0_state_t", "4");
  const Moment before = f.clock.moment;
  f.steps(1);
  CHECK(f.clock.moment - before == 6h);
  CHECK(f.http.requests.empty());
}

TEST(daemon_signs_nothing_before_ntp) {
  DaemonFixture f;
  f.nvram("ntp_ready", "0");
  f.clock.time = utc_time(1'525'496'710);  // where a router's clock starts
  f.steps(3);
  CHECK(f.http.requests.empty());
  CHECK(f.logged("the clock is not set yet") == 1);
  f.nvram("ntp_ready", "1");
  f.clock.time = utc_time(2'000'000'000);
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.http.requests.size() == 1);
  CHECK(f.http_clients.trusts.back().clock_offset == 0s);
}

TEST(daemon_asks_route53_for_the_time_when_ntp_is_stuck) {
  DaemonFixture f;
  f.nvram("ntp_ready", "0");
  f.clock.time = utc_time(1'525'496'710);
  f.live(9min);
  CHECK(f.http.requests.empty());
  const HttpHeader date{"Date", "Wed, 18 May 2033 03:33:20 GMT"};  // 2,000,000,000
  f.http.reply(403, "", {date});
  f.http.reply(200, home("198.51.101.7"), {date});
  while (f.http.requests.size() < 2 && f.clock.moment < Moment(1h)) f.steps(1);
  CHECK(f.http.requests.size() == 2);
  CHECK_TEXT(f.http.requests[0].url, "https://route53.amazonaws.com/");
  CHECK(f.http.requests[0].headers.empty());
  CHECK(f.http_clients.trusts.back().clock_offset > Seconds(400'000'000));
  bool dated = false;
  for (const auto& header : f.http.requests[1].headers) {
    dated |= equal_ignoring_case(header.name, "x-amz-date") && header.value.starts_with("2033051");
  }
  CHECK(dated);
}

TEST(daemon_is_not_disturbed_by_a_wall_clock_that_jumps) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  f.happens(60s, {true, {}, false});
  f.happens(60s, {true, {}, false});
  f.steps(1);
  f.clock.time += std::chrono::days(20 * 365);
  f.steps(1);
  f.clock.time -= std::chrono::days(40 * 365);
  const Moment before = f.clock.moment;
  f.steps(1);
  CHECK(f.http.requests.size() == 1);
  CHECK(f.clock.moment - before <= 6h);
}

TEST(daemon_keeps_the_old_config_when_the_new_one_is_bad) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  f.hook(1s, "reload");
  f.steps(1);
  f.files.put(kConfigPath, "[record home.example.com]\nttl = often\n");
  f.http.reply(200, home("198.51.101.7"));
  f.hook(60s, "wan-event 0 connected");
  f.steps(1);
  CHECK(f.http.requests.size() == 2);
  CHECK(f.logged("ttl: often") == 1);
  f.steps(1);
  CHECK(f.logged("ttl: often") == 1);
}

TEST(daemon_tells_the_firmware_when_keys_are_missing) {
  DaemonFixture f;
  (void)f.files.remove("/etc/wan53/credentials");
  f.nvram("ddns_enable_x", "1");
  f.nvram("ddns_server_x", "CUSTOM");
  f.nvram("ddns_return_code", "ddns_query");
  f.steps(1);
  CHECK(f.http.requests.empty());
  CHECK(f.runs("nvram set ddns_return_code=auth_fail") == 1);
  CHECK(f.logged("/etc/wan53/credentials: no such file") == 1);
  CHECK(f.run({"status"}) == 2);
  CHECK(has(f.terminal.out_text, "wrong        /etc/wan53/credentials: no such file"));
  // A new key is found at the next try, and everybody hears of it.
  f.files.put("/etc/wan53/credentials", kKey);
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.runs("ddns_custom_updated 1") == 1);
  CHECK(f.logged("can be used again") == 1);
}

TEST(daemon_logs_a_fault_when_it_begins_and_when_it_ends) {
  DaemonFixture f;
  f.steps(4);  // no network at all
  CHECK(f.logged("home.example.com A: retry") == 1);
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.logged("home.example.com A: right again after") == 1);
}

TEST(daemon_tries_again_when_an_event_may_have_ended_the_fault) {
  DaemonFixture f;
  for (int i = 0; i < 6; ++i) f.steps(1);  // no network; the back-off has grown to minutes
  const std::size_t before = f.http.requests.size();
  f.hook(10s, "wan-event 0 connecting");
  f.hook(40s, "wan-event 0 connected");
  f.steps(2);  // the first came too soon
  CHECK(f.http.requests.size() == before + 4);
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.logged("right again") == 1);
}

TEST(daemon_finds_keys_on_a_disk_that_is_mounted_late) {
  DaemonFixture f;
  (void)f.files.remove("/etc/wan53/credentials");
  f.hook(5s, "wan-event 0 connected");
  f.steps(1);
  f.files.put("/etc/wan53/credentials", kKey);
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.http.requests.size() == 1);
}

TEST(daemon_notices_another_process_of_ours_without_asking_anybody) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  f.hook(1s, "updated");
  f.steps(2);
  CHECK(f.http.requests.size() == 1);
}

TEST(daemon_does_not_sign_while_nvram_hangs_and_the_year_is_wrong) {
  DaemonFixture f(kRecord);
  f.processes.answers.insert_or_assign("nvram get ntp_ready",
                                       fail(Errc::wait, "did not end within 2 s"));
  f.clock.time = utc_time(1'525'496'710);
  f.steps(1);
  CHECK(f.http.requests.empty());
  CHECK(f.logged("the clock is not set yet") == 1);
  f.clock.time = utc_time(2'000'000'000);
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.http.requests.size() == 1);
}

TEST(daemon_remembers_the_hook_though_netlink_was_faster) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  f.happens(1s, {true, {}, false});
  f.hook(10ms, "wan-event 0 connected");
  f.steps(2);
  const auto event = load_memory(f.ports, *find_places(f.ports, "")).recent.last_event;
  CHECK(event);
  CHECK_TEXT(event->notice, "wan-event 0 connected");
}

TEST(daemon_ends_when_the_config_wants_none) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.daemon->step());
  f.files.put(kConfigPath, compose("[publish]\ndaemon = no\n{}", kWanRecord));
  f.nvram("wan0_ipaddr", "198.51.101.8");
  f.http.reply(200, home("198.51.101.7"));
  f.http.reply(200, change_info());
  CHECK(!f.daemon->step());
  CHECK(has(f.state(), "198.51.101.8"));
  CHECK(f.logged("the daemon ends") == 1);
}

TEST(daemon_logs_each_new_reason_for_an_unverified_address) {
  FakeLog log;
  narrate_unverified({}, {"a"}, log);
  narrate_unverified({"a"}, {"a", "b"}, log);
  narrate_unverified({"a", "b"}, {"b"}, log);
  CHECK(log.lines.size() == 2);
  narrate_unverified({"b"}, {}, log);
  CHECK(log.lines.size() == 3);
}

TEST(daemon_follows_ipv6_without_any_ipv4) {
  DaemonFixture f("[record home.example.com]\ntype = AAAA\nsource = wan\nzone = Z111\nttl = 120\n");
  f.nvram("wan0_ipaddr", "0.0.0.0");
  f.interfaces.on_eth0 = {{"2a00:1450::7", true, 64, true, true}};
  f.http.reply(200, listing(""));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(has(f.state(), "2a00:1450::7"));
}

TEST(daemon_runs_cycles_while_one_of_two_wans_is_connecting) {
  DaemonFixture f("[record home.example.com]\nsource = wan-all\nzone = Z111\nttl = 120\n");
  f.nvram("wans_dualwan", "wan usb");
  f.nvram("wan1_state_t", "1");
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.clock.moment == Moment(102s));
}

TEST(daemon_state_is_saved_though_ram_is_full) {
  DaemonFixture f;
  f.files.full_file = "/run/wan53/volatile.json";
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(has(f.state(), "198.51.101.7"));
  CHECK(f.logged("no space left on device") == 1);
}

TEST(daemon_that_cannot_remember_does_not_hurry) {
  DaemonFixture f;
  f.nvram("wan0_state_t", "1");
  f.files.full_file = "/run/wan53/volatile.json";
  f.live(10min);
  CHECK(f.cycles() <= 11);
}

TEST(daemon_retries_one_record_soon_though_another_needs_the_user) {
  DaemonFixture f(
      "[record a.example.com]\nsource = wan\nzone = Z111\n"
      "[record b.example.com]\nsource = wan\nzone = Z222\n");
  f.http.reply(403, refusal("AccessDenied"));
  for (int i = 0; i < 4; ++i) f.http.reply(503, "");
  const Moment before = f.clock.moment;
  f.steps(1);
  CHECK(f.clock.moment - before < 5min);
}

TEST(daemon_is_hastened_by_an_event_soon_after_a_failed_round) {
  DaemonFixture f;
  f.live(2h);  // no network: the wait is at its longest
  const auto tries = f.http.requests.size();
  CHECK(tries > 4);
  f.nvram("wan0_ipaddr", "198.51.101.8");
  f.hook(1s, "wan-event 0 connected");
  f.steps(2);  // fails, since the network is on its way
  f.hook(5s, "dhcpc-event bound 4");
  const Moment before = f.clock.moment;
  f.http.requests.clear();
  while (f.http.requests.empty()) f.steps(1);
  CHECK(f.clock.moment - before < 2min);
}

TEST(daemon_off_a_router_waits_for_its_clock) {
  DaemonFixture f(kRecord);
  f.processes.programs.clear();
  f.processes.answers.clear();
  f.clock.time = utc_time(1'000);
  const Moment before = f.clock.moment;
  f.steps(3);
  CHECK(f.clock.moment - before < 1min);
  CHECK(f.http.requests.empty());
  f.clock.time = utc_time(2'000'000'000);
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.http.requests.size() == 1);
}

TEST(daemon_takes_no_wan_away_that_is_up_and_unknown) {
  DaemonFixture f("[record home.example.com]\nsource = wan-all\nzone = Z111\nttl = 120\n");
  f.nvram("wans_dualwan", "wan usb");
  f.nvram("wan1_state_t", "2");
  f.nvram("wan1_ipaddr", "100.64.0.9");
  f.nvram("wan1_ifname", "usb0");
  f.steps(1);
  CHECK(std::ranges::all_of(
      f.http.requests, [](const HttpRequest& request) { return has(request.url, "checkip"); }));
  // It stays unknown: the other is not held up for ever.
  f.live(3min);
  CHECK(std::ranges::any_of(
      f.http.requests, [](const HttpRequest& request) { return has(request.url, "route53"); }));
}

}  // namespace
}  // namespace wan53
