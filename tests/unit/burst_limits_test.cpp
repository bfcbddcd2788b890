// SPDX-License-Identifier: MIT
// Bursts of events: how many rounds, questions and processes they cost, and when.
#include "burst_fixture.h"
#include "daemon/notices.h"

namespace wan53 {
namespace {

using namespace test;

TEST(burst_is_told_of_an_address_by_few_notices) {
  const struct {
    const char* notice;
    const char* told;
  } rows[] = {
      {"wan-event 0 connected", "0"},
      {"wan-event 9 connected", "9"},
      {"ddns-start 198.51.101.8", "198.51.101.8"},
      {"ddns-start", ""},
      {"ddns-start ", ""},
      {"", ""},
      {"wan-event", ""},
      {"wan-event 0", ""},
      {"wan-event 0 disconnected", ""},
      {"wan-event 0 connecting", ""},
      {"wan-event 0 connected twice", ""},
      {"wan-event 10 connected", ""},
      {"wan-event  connected", ""},
      {"dhcpc-event bound 4", ""},
      {"reload", ""},
      {"updated", ""},
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row.notice, hint_in(row.notice), row.told);
}

TEST(burst_may_lead_to_a_round_at_once) {
  Settings settings;
  settings.config_digest = "d";
  const auto report = [](OutcomeKind outcome) {
    RecordReport made{};
    made.outcome = outcome;
    return made;
  };
  const Moment now(1h);
  const struct {
    const char* label;
    Milliseconds since_round;
    OutcomeKind outcome;
    const char* digest;
    const char* blocked;
    bool clock_unset;
    bool may;
  } rows[] = {
      {"long after a round", 1min, OutcomeKind::unchanged, "d", "", false, true},
      {"two seconds after it", 2s, OutcomeKind::changed, "d", "", false, true},
      {"within them", 1999ms, OutcomeKind::changed, "d", "", false, false},
      {"after one that failed", 1s, OutcomeKind::retry, "d", "", false, false},
      {"after one that was refused", 1s, OutcomeKind::refused, "d", "", false, false},
      {"after one that had no address", 1ms, OutcomeKind::waiting, "d", "", false, true},
      {"after one without IPv6", 1ms, OutcomeKind::absent, "d", "", false, true},
      {"with another config", 1min, OutcomeKind::unchanged, "e", "", false, false},
      {"before the first round", 1min, OutcomeKind::waiting, "", "", false, false},
      {"without a key", 1min, OutcomeKind::unchanged, "d", "no such file", false, false},
      {"before the clock is set", 1min, OutcomeKind::waiting, "d", "", true, false},
  };
  for (const auto& row : rows) {
    Recent recent;
    recent.config_digest = row.digest;
    recent.blocking_error = row.blocked;
    recent.last_round = RoundEnd{utc_time(0), now - row.since_round};
    recent.records = {report(OutcomeKind::waiting), report(row.outcome)};
    if (row.clock_unset) recent.clock_unset_since = now;
    CHECK_ROW(row.label, may_run_at_once(settings, recent, now) == row.may);
  }
}

TEST(burst_of_twenty_events_is_two_rounds_at_most) {
  for (const Milliseconds apart : {0ms, 1ms, 99ms}) {
    BurstFixture f;
    for (int i = 0; i < 20; ++i) {
      f.hook(i == 0 ? 60s : apart, compose("wan-event {} connected", i % 2),
             f.wan_gets(compose("198.51.101.{}", 20 + i)));
    }
    f.hook(10min, "wan-event 0 connecting");
    f.steps(2);
    CHECK_ROW(compose("{} ms", apart.count()), f.writes() == 2);
    CHECK_ROW(compose("{} ms", apart.count()), has(f.state(), "198.51.101.39"));
  }
}

TEST(burst_without_an_end_starves_nobody_and_never_hurries) {
  BurstFixture f;
  f.takes_changes(70);
  for (int i = 0; i < 60; ++i) {
    f.hook(i == 0 ? 60s : 1900ms, compose("ddns-start 198.51.101.{}", 20 + i),
           f.wan_gets(compose("198.51.101.{}", 20 + i)));
  }
  const Moment begin = f.clock.moment + 60s;
  f.live(60s + 60 * 1900ms);
  const auto allowed = (f.clock.moment - begin) / kDebounce;
  CHECK(f.writes() <= allowed && f.writes() >= allowed / 3);
  CHECK(f.cycles() <= 2 * allowed);
}

TEST(burst_of_changes_to_and_fro_is_damped) {
  BurstFixture f;
  for (int i = 0; i < 600; ++i) {
    f.hook(i == 0 ? 60s : 1s, "wan-event 0 connected", [&f, i] {
      f.nvram("wan0_ipaddr", i % 2 == 0 ? "198.51.101.8" : "198.51.101.7");
      f.http.answers.clear();
      f.http.reply(200, home(has(f.state(), "198.51.101.8") ? "198.51.101.8" : "198.51.101.7"));
      f.http.reply(200, change_info());
    });
  }
  f.live(60s + 10min);
  CHECK_TEXT(compose("{}", static_cast<std::int64_t>(f.writes())), "3");
  CHECK(f.logged("the address flaps between") >= 1);
}

TEST(burst_asks_no_checker_before_its_end) {
  const struct {
    const char* config;
    Wake wake;
    std::ptrdiff_t asked;  // at the end
  } rows[] = {
      {kWanRecord, {.notices = {"wan-event 0 connected"}}, 2},
      {"[record home.example.com]\nsource = wan\nexternal = yes\nzone = Z111\n",
       {.notices = {"ddns-start 198.51.101.8"}},
       2},
      {"[record home.example.com]\nsource = internet\nzone = Z111\n", kCame, 2},
  };
  for (const auto& row : rows) {
    BurstFixture f(row.config);
    f.nvram("wan0_ipaddr", "100.64.0.7");
    f.interfaces.on_eth0 = {on_interface("192.168.1.5")};
    f.http.answers.clear();
    for (int i = 0; i < 2; ++i) f.http.reply(200, "198.51.101.9\n");
    f.http.reply(200, home("198.51.101.9"));
    for (int i = 0; i < 8; ++i) {
      f.happens(i == 0 ? 60s : 200ms, row.wake, f.wan_gets(compose("100.64.0.{}", 8 + i)));
    }
    f.steps(1);
    CHECK_ROW(row.config, f.checks() == 2);
    for (int i = 0; i < 2; ++i) f.http.reply(200, "198.51.101.10\n");
    f.http.reply(200, home("198.51.101.9"));
    f.http.reply(200, change_info());
    f.steps(1);
    CHECK_ROW(row.config, f.checks() == 2 + row.asked);
    CHECK_ROW(row.config, f.writes() == 1);
  }
}

// A connected WAN is not yet the internet: the router's resolver may still be starting.
TEST(burst_tries_again_at_its_end_if_the_network_was_not_up_yet) {
  BurstFixture f;
  f.network_is_down();
  f.hook(60s, "wan-event 0 connected", f.wan_gets("198.51.101.8"));
  f.steps(1);
  CHECK(f.http.requests.size() == 2);  // it is not tried again within the burst
  f.takes_changes(1);
  f.steps(1);
  CHECK(f.writes() == 1);
  CHECK(f.logged("right again") == 1);
}

// What hooks do then, without a daemon.
TEST(burst_without_a_daemon_tries_again_at_its_end) {
  RouterFixture f(compose("[publish]\ndaemon = no\n{}", kWanRecord));
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  f.clock.sleep(60s);
  f.nvram("wan0_ipaddr", "198.51.101.8");
  for (int i = 0; i < 4; ++i) f.http.cannot_connect();
  f.http.reply(200, home("198.51.101.7"));
  f.http.reply(200, change_info());
  (void)f.run({"notify", "wan-event", "0", "connected"});
  CHECK(f.http.requests.size() == 6);
  CHECK(has(f.state(), "198.51.101.8"));
}

// A reads the checkers, and is told of a new inner address; AAAA is there at once.
TEST(burst_leaves_what_must_ask_to_its_end) {
  BurstFixture f(
      "[publish]\nheartbeat-url = https://hc.example/0123abcd-4567-89ab-cdef-0123456789ab\n"
      "[record home.example.com]\ntype = A AAAA\nsource = wan\nexternal = yes\nzone = Z111\n");
  f.files.put("/etc/ssl/certs/ca-certificates.crt", "-----BEGIN CERTIFICATE-----\n", 0644);
  const auto a = [] { return record_set("home.example.com", "A", "198.51.101.9"); };
  f.nvram("wan0_ipaddr", "100.64.0.7");
  f.http.answers.clear();
  for (int i = 0; i < 2; ++i) f.http.reply(200, "198.51.101.9\n");
  f.http.reply(200, listing(a()));
  f.http.reply(200, "up");
  f.http.reply(200, listing(a()));
  f.http.reply(200, change_info());
  f.http.reply(200, "up");
  f.happens(61s, kCame, [&f] {
    f.nvram("wan0_ipaddr", "100.64.0.8");
    f.interfaces.on_eth0 = {on_interface("2a00:1450::8", true)};
  });
  f.steps(1);
  CHECK(f.writes() == 1);
  CHECK(has(f.state(), "2a00:1450::8") && has(f.state(), "198.51.101.9"));
  const auto calls = [&f](std::string_view end) {
    return std::ranges::count_if(f.http.requests, [end](const HttpRequest& request) {
      return has(request.url, "hc.example") && request.url.ends_with(end);
    });
  };
  CHECK(calls("/fail") == 0);
  CHECK(calls("0123456789ab") == 2);
  // Neither remembered nor told as lost.
  CHECK(f.logged("waiting") == 0);
  const std::size_t before = f.http.requests.size();
  f.http.reply(200, "198.51.101.9\n");
  f.steps(1);
  // A checker alone: nothing has changed.
  CHECK(f.checks() == 3 && f.http.requests.size() == before + 1);
  CHECK(f.logged("right again") == 0);
}

TEST(burst_that_fails_at_once_tells_the_monitor_at_its_end) {
  BurstFixture f(compose("[publish]\nheartbeat-url = {}\n{}",
                         "https://hc.example/0123abcd-4567-89ab-cdef-0123456789ab", kWanRecord));
  f.files.put("/etc/ssl/certs/ca-certificates.crt", "-----BEGIN CERTIFICATE-----\n", 0644);
  f.http.answers.clear();
  f.http.reply(200, home("198.51.101.7"));
  f.http.reply(200, "up");
  for (int i = 0; i < 4; ++i) f.http.cannot_connect();
  f.http.reply(200, home("198.51.101.7"));
  f.http.reply(200, change_info());
  f.http.reply(200, "up");
  f.hook(61s, "wan-event 0 connected", f.wan_gets("198.51.101.8"));
  f.steps(2);
  CHECK(f.writes() == 1);
  CHECK_TEXT(compose("{}", f.http.requests.size()), "9");
  CHECK(f.http.requests[8].url.ends_with("0123456789ab"));
}

TEST(burst_counts_its_two_rounds_as_one_failure) {
  BurstFixture f;
  f.network_is_down();
  f.hook(60s, "wan-event 0 connected", f.wan_gets("198.51.101.8"));
  f.steps(1);
  CHECK(f.http.requests.size() == 2);
  const Moment before = f.clock.moment;
  f.steps(1);
  CHECK(f.http.requests.size() == 6);
  CHECK(f.clock.moment - before < 45s);  // with the tries of the round itself
  CHECK(has(f.files.find("/run/wan53/volatile.json")->text, "\"failures\":1"));
  // Once, and not with every event.
  f.hook(1s, "wan-event 0 connected");
  f.steps(1);
  CHECK(f.http.requests.size() == 10);
  f.steps(1);
  CHECK(f.http.requests.size() == 10);
}

TEST(burst_that_begins_with_sighup_is_two_rounds_at_most) {
  BurstFixture f;
  f.happens(60s, kHangUp);
  f.hook(100ms, "wan-event 0 connected", f.wan_gets("198.51.101.8"));
  f.steps(1);
  CHECK(f.writes() == 1);
  // The round that the user wants is not forgotten, and reads the config again.
  f.steps(1);
  CHECK(f.writes() == 2);
}

// What a burst costs in processes, with the answer to the firmware.
TEST(burst_costs_few_processes) {
  const struct {
    const char* label;
    const char* state;
    const char* address;
    std::ptrdiff_t most;
  } rows[] = {
      {"twenty times the same address", "2", "198.51.101.7", 16},
      {"still connecting", "1", "198.51.101.8", 13},
      {"a new address", "2", "198.51.101.8", 26},
  };
  for (const auto& row : rows) {
    BurstFixture f;
    std::size_t before = 0;
    f.hook(60s, "wan-event 0 connecting", [&] {
      before = f.processes.calls.size();
      f.nvram("wan0_state_t", row.state);
      f.nvram("wan0_ipaddr", row.address);
    });
    for (int i = 0; i < 20; ++i) f.hook(50ms, "wan-event 0 connected");
    f.hook(50ms, compose("ddns-start {}", row.address));
    f.hook(10min, "wan-event 0 connecting");
    f.steps(2);
    CHECK_TEXT_ROW(row.label,
                   compose("{}", static_cast<std::int64_t>(f.processes.calls.size() - before)),
                   compose("{}", static_cast<std::int64_t>(row.most)));
  }
}

}  // namespace
}  // namespace wan53
