// SPDX-License-Identifier: MIT
// A source that needs Asuswrt-Merlin, on another machine: every command says so, and what works.
#include "base/compose.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

const InterfaceAddress kPrivate{
    .text = "192.168.1.5", .prefix_length = 24, .global = true, .lasting = true};

TEST(sources_off_a_router_are_refused_by_every_command) {
  const struct {
    const char* keys;
    const char* said;
  } rows[] = {
      {"", "source = wan"},
      {"source = wan", "source = wan"},
      {"source = wan1", "source = wan1"},
      {"source = wan-all", "source = wan-all"},
      {"external = yes", "source = wan"},
      {"type = AAAA\nsource = prefix ::1", "source = prefix ::1"},
      {"type = A AAAA\nsource = internet\nsource-ipv6 = wan", "source-ipv6 = wan"},
  };
  const std::initializer_list<std::string_view> commands[] = {
      {"config", "check"},
      {"config", "show"},
      {"config", "records"},
      {"config", "hosts"},
      {"config", "export"},
      {"update"},
      {"update", "--dry-run"},
      {"status"},
      {"doctor"},
      {"iam-policy"},
      {"start"},
      {"run"},
  };
  for (const auto& row : rows) {
    Fixture f(compose("[record home.example.com]\n{}\n", row.keys));
    f.interfaces.on_eth0 = {kPrivate};
    f.interfaces.others["wlan0"] = {kPrivate};
    f.interfaces.others["docker0"] = {};
    const std::string said = compose(
        "{}:1: [record home.example.com]: {} needs Asuswrt-Merlin, and there is no "
        "nvram here; expected internet (what the internet sees of this machine), "
        "interface NAME (here: eth0, wlan0), static ADDRESS, prefix ::1:2:3:4 on "
        "NAME (IPv6), or companion with via = gateway",
        kConfigPath, row.said);
    for (const auto& command : commands) {
      std::string line;
      for (const auto word : command) line += compose("{} ", word);
      const int status = f.run(command);
      const bool finding = line == "doctor ";
      CHECK_ROW(compose("{}: {}", row.keys, line), status == (finding ? 4 : 2) || status == 2);
      const std::string all = f.terminal.out_text + f.terminal.err_text;
      CHECK_ROW(compose("{}: {}: {}", row.keys, line, all), has(all, said));
      CHECK_ROW(line, f.http.requests.empty());
    }
    f.terminal.in_text = compose("[record home.example.com]\n{}\n", row.keys);
    CHECK_ROW(row.keys, f.run({"config", "apply", "-"}) == 2);
    CHECK_ROW(row.keys, has(f.terminal.err_text, "-:1: [record home.example.com]: "));
    f.processes.programs = {"nvram"};
    CHECK_ROW(row.keys, f.run({"config", "check"}) == 0);
  }
}

// A name of neither a source nor, without `interface`, an interface.
TEST(sources_that_nobody_knows_are_answered_with_those_here) {
  for (const char* keys :
       {"source = wan_lan", "source = wan-eth0", "source = wan12", "source = eth0", "source = WAN",
        "type = A AAAA\nsource = internet\nsource-ipv6 = wan_6"}) {
    for (const bool is_router : {false, true}) {
      Fixture f(compose("[record home.example.com]\n{}\n", keys));
      f.interfaces.on_eth0 = {kPrivate};
      if (is_router) f.processes.programs = {"nvram"};
      for (const std::string_view command : {"update", "status", "doctor", "start"}) {
        CHECK_ROW(keys, f.run({command}) == 2);
        const std::string said = f.terminal.out_text + f.terminal.err_text;
        CHECK_ROW(said, has(said, kConfigPath) && has(said, "; expected "));
        CHECK_ROW(said, has(said, "interface NAME (here: eth0), static ADDRESS") != is_router);
        CHECK_ROW(said, has(said, "expected wan, wan0") == is_router);
      }
    }
  }
  // What is wrong with one of them is told as ever.
  Fixture f("[record home.example.com]\nsource = static x\n");
  CHECK(f.run({"update"}) == 2);
  CHECK(has(f.terminal.err_text, "expected `static` and an address such as"));
}

TEST(sources_that_fit_any_machine_pass) {
  for (const char* keys :
       {"source = internet", "source = internet on eth9", "source = interface eth9",
        "source = static 198.51.101.7", "type = AAAA\nsource = prefix ::1 on br1"}) {
    Fixture f(compose("[record home.example.com]\n{}\n", keys));
    CHECK_ROW(keys, f.run({"config", "check"}) == 0);
  }
}

TEST(sources_here_are_named_without_interfaces_if_there_are_none) {
  Fixture f("[record home.example.com]\n");
  f.interfaces.is_down = true;
  CHECK(f.run({"config", "check"}) == 2);
  CHECK(has(f.terminal.err_text, "interface NAME, static ADDRESS"));
}

}  // namespace
}  // namespace wan53
