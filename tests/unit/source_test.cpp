// SPDX-License-Identifier: MIT
// Sources on interfaces: what stays published, what waits, and hosts behind any interface.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

InterfaceAddress lasting(const char* text, unsigned prefix_length = 64) {
  return {text, std::string_view(text).find(':') != std::string_view::npos, prefix_length, true,
          true};
}

std::string aaaa(std::string_view value) {
  return listing(record_set("home.example.com", "AAAA", value));
}

std::string config_of(std::string_view type, std::string_view source) {
  return compose("[record home.example.com]\nzone = Z111\nttl = 120\ntype = {}\nsource = {}\n",
                 type, source);
}

TEST(source_keeps_the_published_address_of_an_interface) {
  const struct {
    const char* type;
    const char* published;
    const char* other;  // lower, so it would be the first choice
  } rows[] = {{"A", "198.51.101.9", "198.51.101.8"}, {"AAAA", "2a00:1450:1::9", "2a00:1450:1::8"}};
  for (const auto& row : rows) {
    Fixture f(config_of(row.type, "interface eth0"));
    f.interfaces.on_eth0 = {lasting(row.published)};
    f.http.reply(200, listing(record_set("home.example.com", row.type, row.published)));
    CHECK(f.run({"update"}) == 0);
    f.interfaces.on_eth0 = {lasting(row.other), lasting(row.published)};
    f.http.reply(200, listing(record_set("home.example.com", row.type, row.published)));
    CHECK_ROW(row.type, f.run({"update"}) == 0 && f.http.count("POST") == 0);
    CHECK_ROW(row.type, has(f.state(), row.published));
    // It is deprecated: the record moves.
    f.interfaces.on_eth0[1].lasting = false;
    f.http.reply(200, listing(record_set("home.example.com", row.type, row.published)));
    f.http.reply(200, change_info());
    CHECK_ROW(row.type, f.run({"update"}) == 0 && f.http.count("POST") == 1);
    CHECK_ROW(row.type, has(f.state(), row.other));
  }
}

TEST(source_keeps_only_what_is_published_for_the_same_record) {
  Fixture f(compose("{}[record nas.example.com]\nzone = Z111\nsource = interface eth0\n",
                    config_of("A", "interface eth0")));
  f.interfaces.on_eth0 = {lasting("198.51.101.9")};
  f.http.reply(200, home("198.51.101.9"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  f.interfaces.on_eth0 = {lasting("198.51.101.9"), lasting("198.51.101.8")};
  f.files.put(kConfigPath,
              compose("{}[record vpn.example.com]\nzone = Z111\nsource = interface eth0\n",
                      config_of("A", "interface eth0")));
  (void)f.run({"doctor"});
  CHECK(has(f.terminal.out_text, "home.example.com A: 198.51.101.9 from eth0"));
  CHECK(has(f.terminal.out_text, "vpn.example.com A: 198.51.101.8 from eth0"));
}

TEST(source_with_only_private_addresses_is_judged_alike_everywhere) {
  const struct {
    const char* source;
    const char* says;
  } rows[] = {
      {"interface eth0", "interface eth0 has no lasting public IPv6 address; fd00::7 is unique"},
      {"prefix ::5 on eth0",
       "interface eth0 has no lasting public IPv6 address; fd00::5 is unique"},
      {"wan", "neither eth0 nor br0 has a lasting public IPv6 address"},
  };
  for (const auto& row : rows) {
    RouterFixture f(config_of("AAAA", row.source));
    f.interfaces.on_eth0 = {lasting("fd00::7")};
    CHECK_ROW(row.source, f.run({"update"}) == 3);
    CHECK_ROW(row.source, has(compose("{}{}", f.terminal.out_text, f.terminal.err_text), row.says));
    RouterFixture allowed(
        compose("[publish]\nallow-private = yes\n{}", config_of("AAAA", row.source)));
    allowed.interfaces.on_eth0 = {lasting("fd00::7")};
    allowed.http.reply(200, aaaa("fd00::1"));
    allowed.http.reply(200, change_info());
    CHECK_ROW(row.source, allowed.run({"update"}) == 0);
    CHECK_ROW(row.source, has(allowed.state(), "fd00::"));
  }
  // Nobody but the user can make a private IPv4 address public.
  Fixture f(config_of("A", "interface eth0"));
  f.interfaces.on_eth0 = {lasting("192.168.1.7")};
  CHECK(f.run({"update"}) == 4);
  CHECK(has(f.terminal.err_text, "allow-private = yes"));
}

TEST(source_prefix_is_that_of_the_named_interface) {
  for (const bool on_a_router : {true, false}) {
    RouterFixture f(config_of("AAAA", "prefix ::1:2:3:4 on br1"));
    if (!on_a_router) f.processes.programs.clear();
    // A guest network needs no WAN to be connected in nvram.
    f.nvram("wan0_state_t", "4");
    f.interfaces.others["br0"] = {lasting("2a00:1450:1::1")};
    f.interfaces.others["br1"] = {lasting("fd00::1"), lasting("2a00:1450:1:1::1")};
    f.http.reply(200, listing(""));
    f.http.reply(200, change_info());
    CHECK(f.run({"update"}) == 0);
    CHECK(has(f.state(), "2a00:1450:1:1:1:2:3:4"));
    // The interface vanishes: the record is left as it is.
    f.interfaces.others.erase("br1");
    CHECK(f.run({"update"}) == 3);
    CHECK(has(f.state(), "2a00:1450:1:1:1:2:3:4") && f.http.count("POST") == 0);
  }
}

TEST(source_prefix_without_an_interface_is_the_lans) {
  Fixture elsewhere(config_of("AAAA", "prefix ::1:2:3:4"));
  CHECK(elsewhere.run({"update"}) == 2);
  CHECK(has(elsewhere.terminal.err_text, "source = prefix ::1:2:3:4 needs Asuswrt-Merlin"));
  RouterFixture f(config_of("AAAA", "prefix ::1:2:3:4"));
  f.interfaces.others["br0"] = {lasting("2a00:1450:1::1")};
  f.http.reply(200, listing(""));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(has(f.state(), "2a00:1450:1:0:1:2:3:4"));
}

// At boot either may be there first.
TEST(source_wan_keeps_the_lans_address_while_it_is_published) {
  RouterFixture f(config_of("AAAA", "wan"));
  f.interfaces.others["br0"] = {lasting("2a00:1450:1::1")};
  f.http.reply(200, aaaa("2a00:1450:1::1"));
  CHECK(f.run({"update"}) == 0);
  f.interfaces.on_eth0 = {lasting("2a00:1450:9::1")};
  f.http.reply(200, aaaa("2a00:1450:1::1"));
  CHECK(f.run({"update"}) == 0 && f.http.count("POST") == 0);
  f.interfaces.others["br0"][0].lasting = false;
  f.http.reply(200, aaaa("2a00:1450:1::1"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(has(f.state(), "2a00:1450:9::1"));
}

}  // namespace
}  // namespace wan53
