// SPDX-License-Identifier: MIT
// `type = A AAAA` on a line without IPv6: A is published, and nothing is wrong.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr std::string_view kAdvice =
    ": take AAAA out of type, or leave it: it is published when IPv6 comes";

const InterfaceAddress kPublic4{
    .text = "198.51.101.7", .prefix_length = 24, .global = true, .lasting = true};
const InterfaceAddress kLocal6{
    .text = "fd00::5", .ipv6 = true, .prefix_length = 64, .global = true, .lasting = true};
const InterfaceAddress kPublic6{
    .text = "2a00:1450::5", .ipv6 = true, .prefix_length = 64, .global = true, .lasting = true};

std::string with(std::string_view keys) {
  return compose("[record home.example.com]\nzone = Z111\nttl = 120\n{}\n", keys);
}

TEST(no_ipv6_hurts_no_one) {
  const struct {
    const char* keys;
    bool router;
    std::vector<InterfaceAddress> on_eth0;
    int checks;  // answered requests to a checker before Route 53's
    const char* why;
  } rows[] = {
      {"type = A AAAA\nsource = interface eth0",
       false,
       {kPublic4},
       0,
       "interface eth0 has no lasting public IPv6 address"},
      {"type = A AAAA\nsource = interface eth0",
       false,
       {kPublic4, kLocal6},
       0,
       "interface eth0 has no lasting public IPv6 address; fd00::5 is unique local (fc00::/7)"},
      {"type = A AAAA\nsource = static 198.51.101.7\nsource-ipv6 = prefix ::1 on eth0",
       false,
       {kPublic4},
       0,
       "interface eth0 has no lasting public IPv6 address"},
      {"type = A AAAA\nsource = internet",
       false,
       {kPublic4},
       2,
       "no interface has a global IPv6 address"},
      {"type = A AAAA\nsource = internet on eth0",
       false,
       {kPublic4},
       2,
       "eth0 has no global IPv6 address"},
      {"type = A AAAA\nsource = wan",
       true,
       {kPublic4},
       0,
       "neither eth0 nor br0 has a lasting public IPv6 address"},
      {"type = A AAAA\nsource = wan-all",
       true,
       {kPublic4},
       0,
       "neither eth0 nor br0 has a lasting public IPv6 address"},
  };
  for (const auto& row : rows) {
    DaemonFixture f(with(row.keys));
    if (!row.router) {
      f.processes.programs.clear();
      f.processes.answers.clear();
    }
    f.interfaces.on_eth0 = row.on_eth0;
    f.interfaces.others["br0"] = {};
    const std::string absent = compose("no IPv6 here ({}){}", row.why, kAdvice);
    for (int i = 0; i < row.checks; ++i) f.http.reply(200, "198.51.101.7\n");
    f.http.reply(200, home("198.51.101.7"));
    f.happens(1min, {true, {}, false});
    f.steps(1);
    for (int i = 0; i < row.checks / 2; ++i) f.http.reply(200, "198.51.101.7\n");
    f.steps(1);
    CHECK_ROW(row.why, f.logged(absent) == 1);
    CHECK_ROW(row.why, f.run({"status"}) == 0);
    CHECK_ROW(row.why, has(f.terminal.out_text, compose("last round absent: {}\n", absent)));
    CHECK_ROW(row.why, f.run({"status", "--json"}) == 0);
    CHECK_ROW(row.why, has(f.terminal.out_text, "\"ok\":true"));
    CHECK_ROW(row.why, has(f.terminal.out_text, "\"last_success\":\"2033"));
    f.http.answers.clear();
    for (int i = 0; i < row.checks / 2; ++i) f.http.reply(200, "198.51.101.7\n");
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(row.why, f.run({"update"}) == 0);
    CHECK_ROW(row.why, has(f.terminal.out_text, compose("AAAA: absent: {}\n", absent)));
    CHECK_TEXT_ROW(row.why, f.terminal.err_text, "");
    f.http.answers.clear();
    for (int i = 0; i < row.checks / 2; ++i) f.http.reply(200, "198.51.101.7\n");
    f.run({"doctor"});
    CHECK_ROW(row.why, has(f.terminal.out_text, compose("home.example.com AAAA: {}", absent)));
    CHECK_ROW(row.why, !has(f.terminal.out_text, "no round has succeeded"));
    CHECK_ROW(row.why, has(f.terminal.out_text, "good, "));
  }
}

TEST(no_ipv6_ends_when_it_comes) {
  DaemonFixture f(with("type = A AAAA\nsource = interface eth0"));
  f.interfaces.on_eth0 = {kPublic4};
  f.http.reply(200, home("198.51.101.7"));
  f.happens(1min, {true, {}, false});
  f.steps(1);
  CHECK(f.logged("AAAA: absent") == 1);
  f.interfaces.on_eth0 = {kPublic4, kPublic6};
  f.http.reply(200, home("198.51.101.7"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(f.logged("AAAA: created") == 1);
  CHECK(f.logged("right again") == 0);
  CHECK(has(f.state(), "2a00:1450::5"));
}

// What is published would be wrong, or nothing would be.
TEST(no_ipv6_is_missed_by_some) {
  const struct {
    const char* name;
    const char* keys;
    bool published;
    int exit;
  } rows[] = {
      {"AAAA alone", "type = AAAA\nsource = interface eth0", false, 3},
      {"one that was published", "type = A AAAA\nsource = interface eth0", true, 3},
      {"no such interface",
       "type = A AAAA\nsource = static 198.51.101.7\nsource-ipv6 = interface eth9", false, 3},
      {"none was published", "type = A AAAA\nsource = interface eth0", false, 0},
  };
  for (const auto& row : rows) {
    DaemonFixture f(with(row.keys));
    f.interfaces.on_eth0 = {kPublic4};
    if (row.published) {
      f.interfaces.on_eth0.push_back(kPublic6);
      f.http.reply(200, home("198.51.101.7"));
      f.http.reply(200, change_info());
      f.steps(1);
      f.interfaces.on_eth0 = {kPublic4};
    }
    f.http.answers.clear();
    f.http.reply(200, home("198.51.101.7"));
    f.run({"update"});
    CHECK_ROW(row.name, f.run({"status"}) == row.exit);
    CHECK_ROW(row.name, has(f.terminal.out_text, kAdvice) == (row.exit == 0));
    CHECK_ROW(row.name, has(f.terminal.out_text, "AAAA\n"));
  }
}

}  // namespace
}  // namespace wan53
