// SPDX-License-Identifier: MIT
// `source = internet`: a machine that is no router, and what the checkers see of it.
#include "base/compose.h"
#include "ddns/recent.h"
#include "detect/external.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

const InterfaceAddress kPrivate{
    .text = "192.168.1.5", .prefix_length = 24, .global = true, .lasting = true};
const InterfaceAddress kPublic6{
    .text = "2a00:1450::5", .ipv6 = true, .prefix_length = 64, .global = true, .lasting = true};

std::string config_with(std::string_view keys, std::string_view publish = {}) {
  return compose("[publish]\n{}\n[record home.example.com]\nzone = Z111\nttl = 120\n{}\n", publish,
                 keys);
}

struct InternetFixture : DaemonFixture {
  explicit InternetFixture(std::string_view keys = "source = internet",
                           std::string_view publish = {})
      : DaemonFixture(config_with(keys, publish)) {
    processes.programs.clear();
    processes.answers.clear();
    interfaces.on_eth0 = {kPrivate};
  }
  // What one checker answers; empty: it is dead.
  void checker(std::string_view text) {
    if (text.empty()) return http.cannot_connect();
    http.reply(200, compose("{}\n", text));
  }
  std::ptrdiff_t asked() const {
    return std::ranges::count_if(
        http.requests, [](const HttpRequest& request) { return has(request.url, "checkip"); });
  }
  // Published by the first cycle, with two answers.
  void publish(std::string_view address) {
    checker(address);
    checker(address);
    http.reply(200, home("198.51.101.6"));
    http.reply(200, change_info());
    steps(1);
  }
};

TEST(internet_address_needs_two_answers) {
  const struct {
    const char* name;
    std::vector<std::string_view> answers;
    std::ptrdiff_t asked;
    bool published;
    std::string_view said;
  } rows[] = {
      {"two agree", {"198.51.101.9", "198.51.101.9"}, 2, true, ""},
      {"two disagree",
       {"198.51.101.9", "198.51.101.66"},
       2,
       false,
       "the checkers disagree: 198.51.101.9 and 198.51.101.66"},
      {"the first is dead", {"", "198.51.101.9", "198.51.101.9"}, 3, true, ""},
      {"the second is dead", {"198.51.101.9", "", "198.51.101.9"}, 3, true, ""},
      {"one changes its mind",
       {"198.51.101.9", "", "198.51.101.66"},
       3,
       false,
       "the checkers disagree: 198.51.101.9 and 198.51.101.66"},
      {"one dies", {"198.51.101.9", "", ""}, 3, false, "only one answer (198.51.101.9)"},
      {"all are dead", {"", ""}, 2, false, "no route"},
      {"private",
       {"192.168.1.5", "192.168.1.5"},
       2,
       false,
       "expected an address that the internet can reach"},
      {"the other family",
       {"2a00:1450::5", "2a00:1450::5"},
       2,
       false,
       "expected one IPv4 address and nothing else"},
  };
  for (const auto& row : rows) {
    InternetFixture f;
    for (const auto answer : row.answers) f.checker(answer);
    if (row.published) {
      f.http.reply(200, home("198.51.101.6"));
      f.http.reply(200, change_info());
    }
    f.steps(1);
    CHECK_ROW(row.name, f.asked() == row.asked);
    CHECK_ROW(row.name, has(f.state(), "198.51.101.9") == row.published);
    CHECK_ROW(row.name, !has(f.state(), "198.51.101.66"));
    CHECK_ROW(row.name, row.said.empty() || f.logged(row.said) == 1);
    CHECK_ROW(row.name, f.run({"status"}) == (row.published ? 0 : 3));
  }
}

TEST(internet_asks_by_the_way_that_the_source_names) {
  const struct {
    const char* keys;
    std::string_view ways;  // interface and IP version of each request
  } rows[] = {
      {"source = internet", " 4, 4,"},
      {"source = internet on eth0", "eth0 4,eth0 4,"},
      {"type = AAAA\nsource = internet on eth0", "eth0 6,eth0 6,"},
      {"type = A AAAA\nsource = internet", " 4, 4, 6, 6,"},
      {"type = A AAAA\nsource = internet\nsource-ipv6 = internet on eth0", " 4, 4,eth0 6,eth0 6,"},
      // Two records that ask the same share the answer.
      {"source = internet\n[record nas.example.com]\nzone = Z111\nsource = internet", " 4, 4,"},
  };
  for (const auto& row : rows) {
    InternetFixture f(row.keys);
    f.interfaces.on_eth0 = {kPrivate, kPublic6};
    f.steps(1);
    std::string ways;
    for (const auto& request : f.http.requests) {
      ways += compose("{} {},", request.interface_name, request.ip_version);
    }
    CHECK_TEXT_ROW(row.keys, ways, row.ways);
  }
}

TEST(internet_waits_for_an_interface_and_a_family) {
  const struct {
    const char* keys;
    std::vector<InterfaceAddress> on_eth0;
    bool is_down;
    const char* said;
  } rows[] = {
      {"source = internet on eth9", {kPrivate}, false, "there is no interface eth9"},
      {"source = internet on eth0", {kPrivate}, true, "interface eth0 is down"},
      {"source = internet on eth0", {kPublic6}, false, "eth0 has no global IPv4 address"},
      {"source = internet", {kPublic6}, false, "no interface has a global IPv4 address"},
      {"source = internet", {}, true, "no interface has a global IPv4 address"},
      {"type = AAAA\nsource = internet",
       {kPrivate},
       false,
       "no interface has a global IPv6 address"},
  };
  for (const auto& row : rows) {
    InternetFixture f(row.keys);
    f.interfaces.on_eth0 = row.on_eth0;
    f.interfaces.is_down = row.is_down;
    f.steps(1);
    CHECK_ROW(row.said, f.http.requests.empty());
    CHECK_ROW(row.said, f.logged(row.said) == 1);
    CHECK_ROW(row.said, f.run({"status"}) == 3);
    CHECK_ROW(row.said, has(f.terminal.out_text, "no address, so the record is left as it is"));
  }
}

TEST(internet_keeps_the_known_address_until_another_is_confirmed) {
  InternetFixture f;
  f.publish("198.51.101.9");
  CHECK(has(f.state(), "198.51.101.9"));
  const Moment start = f.clock.moment;
  CHECK(start == Moment(100s + 5min));
  f.checker("198.51.101.66");
  f.checker("198.51.101.9");
  f.steps(1);
  CHECK(!has(f.state(), "198.51.101.66"));
  CHECK(f.logged("kept") == 0);  // the second checker confirms it
  f.checker("");
  f.checker("");
  f.steps(1);
  CHECK(f.logged("internet: no route; 198.51.101.9 is kept until the checkers agree") == 1);
  CHECK(f.run({"status"}) == 0);
  f.publish("198.51.101.66");
  CHECK(has(f.state(), "198.51.101.66"));
}

// The figures of README. The rest of an hour's requests would be Route 53's.
TEST(internet_asks_the_checkers_politely) {
  enum class Life : std::uint8_t { calm, storm, dead, lying, dead_storm };
  const struct {
    const char* name;
    Life life;
    const char* publish;
    std::ptrdiff_t least;  // requests in an hour
    std::ptrdiff_t most;
  } rows[] = {
      {"nothing happens", Life::calm, "", 12, 14},
      {"a short check-interval", Life::calm, "check-interval = 1m", 59, 62},
      {"an address comes or goes every three seconds", Life::storm, "", 110, 122},
      {"no checker answers", Life::dead, "", 24, 80},
      {"a captive portal", Life::lying, "", 24, 80},
      {"no checker answers in a storm", Life::dead_storm, "", 200, 244},
  };
  for (const auto& row : rows) {
    InternetFixture f("source = internet", row.publish);
    if (row.life == Life::storm || row.life == Life::dead_storm) {
      for (int i = 0; i < 2'000; ++i) f.happens(3s, {true, {}, false});
    }
    const Moment end = f.clock.moment + 1h;
    std::ptrdiff_t asked = 0;
    const bool answers = row.life == Life::calm || row.life == Life::storm;
    while (f.clock.moment < end) {
      // As many answers as a cycle can take; a round after them fails, which is none of our
      // business.
      f.http.answers.clear();
      f.http.requests.clear();
      for (int i = 0; answers && i < 2; ++i) f.checker("198.51.101.9");
      for (int i = 0; row.life == Life::lying && i < 3; ++i) f.http.reply(200, "<html>log in");
      f.steps(1);
      asked += f.asked();
    }
    CHECK_ROW(compose("{}: {}", row.name, asked), asked >= row.least && asked <= row.most);
  }
}

TEST(internet_asks_at_once_when_a_person_does) {
  InternetFixture f;
  f.publish("198.51.101.9");
  f.clock.moment = Moment(110s);
  const struct {
    std::initializer_list<std::string_view> arguments;
    std::ptrdiff_t asked;
  } rows[] = {
      {{"update", "--if-due"}, 0},
      {{"notify", "wan-event", "0", "connected"}, 0},
      {{"update", "--dry-run"}, 1},
      {{"update"}, 1},
      {{"doctor"}, 1},
  };
  for (const auto& row : rows) {
    f.http.answers.clear();
    f.http.requests.clear();
    f.checker("198.51.101.9");
    f.run(row.arguments);
    CHECK_ROW(compose("{} asks {}", *row.arguments.begin(), f.asked()), f.asked() == row.asked);
  }
}

// What an event within the pause casts doubt on is asked for when the pause ends.
TEST(internet_asks_after_the_pause_what_an_event_put_in_doubt) {
  InternetFixture f;
  f.happens(10s, {true, {}, false});
  f.publish("198.51.101.9");
  CHECK(f.clock.moment < Moment(115s));
  f.steps(1);
  CHECK(f.asked() == 2);
  CHECK(f.clock.moment == Moment(130s));
  f.checker("198.51.101.66");
  f.checker("198.51.101.66");
  f.http.reply(200, home("198.51.101.9"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(has(f.state(), "198.51.101.66"));
}

TEST(internet_addresses_of_former_configs_make_way) {
  InternetFixture f;
  Recent recent;
  for (int i = 0; i < 40; ++i) {
    recent.externals.push_back({.way = "internet on x" + to_text(i), .inner = {}, .realip = {}});
  }
  Memory memory{{}, recent};
  const auto settings = load_settings(f.ports, "");
  CHECK(settings);
  f.checker("198.51.101.9");
  f.checker("198.51.101.9");
  const Status clock;
  ExternalAddresses externals(f.ports, *settings, memory.recent, {true, false, clock});
  CHECK(externals.address_of(settings->config.records[0].source, Family::ipv4));
  const Recent again = parse_recent(recent_text(memory.recent));
  CHECK(again.externals.size() == 32 && again.externals[0].way == "internet");
}

TEST(private_address_is_refused_with_the_internet_as_the_first_advice) {
  for (const char* source : {"interface eth0", "static 192.168.1.5"}) {
    InternetFixture f(compose("source = {}", source));
    CHECK(f.run({"update"}) == 4);
    const auto first = f.terminal.err_text.find("set source = internet");
    CHECK_ROW(source, first < f.terminal.err_text.find("allow-private = yes"));
  }
}

}  // namespace
}  // namespace wan53
