// SPDX-License-Identifier: MIT
// What the firmware is told, and when: rows of (its variables, our standing) and the programs run.
#include "cycle/firmware.h"

#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

struct Row {
  const char* label;
  const char* nvram;  // "name=value name=value"
  Standing standing;
  std::int64_t asked_before_ms;  // how long the firmware has been waiting already
  const char* expected;          // the calls that change something, joined by "; "
  bool by_hook = false;
};

constexpr const char* kAsking = "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=ddns_query";
constexpr const char* kIdle =
    "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=200 ddns_updated=1";
constexpr const char* kAsking6 =
    "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=ddns_query ipv6_service=dhcp6 "
    "ddns_ipv6_update=1";
constexpr const char* kRefusal =
    "nvram set ddns_last_wan_unit=0; nvram set ddns_return_code_chk=auth_fail; nvram set "
    "ddns_return_code=auth_fail";

std::string changes(const FakeProcesses& processes) {
  std::vector<std::string> made;
  for (const auto& call : processes.calls) {
    if (!call.starts_with("nvram get ")) made.push_back(call);
  }
  return join(made, "; ");
}

TEST(firmware_is_told_the_truth) {
  const Row kRows[] = {
      {"right and asked", kAsking, Standing::right, 0, "ddns_custom_updated 1"},
      {"right and not asked", kIdle, Standing::right, 0, ""},
      {"right with IPv6", kAsking6, Standing::right, 0,
       "ddns_custom_updated 1; nvram set ddns_ipv6_updated=1"},
      {"IPv6 told already",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=200 ddns_updated=1 "
       "ipv6_service=dhcp6 ddns_ipv6_update=1 ddns_ipv6_updated=1",
       Standing::right, 0, ""},
      {"IPv6 forgotten by the firmware",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=200 ddns_updated=1 "
       "ipv6_service=dhcp6 ddns_ipv6_update=1",
       Standing::right, 0, "nvram set ddns_ipv6_updated=1"},
      {"IPv6 off",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=ddns_query ipv6_service=disabled "
       "ddns_ipv6_update=1",
       Standing::right, 0, "ddns_custom_updated 1"},
      {"failed before",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=unknown_error ddns_updated=",
       Standing::right, 0, "ddns_custom_updated 1"},
      {"refused and asked", kAsking, Standing::refused, 0, kRefusal},
      {"refused and not asked", kIdle, Standing::refused, 0, ""},
      {"refused after a hook, though another pass has answered", kIdle, Standing::refused, 0,
       kRefusal, true},
      {"right after a hook, and not asked", kIdle, Standing::right, 0, "", true},
      {"right again, told refused before",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=auth_fail ddns_updated=1",
       Standing::right, 0, "ddns_custom_updated 1"},
      {"refused, and load balancing runs DDNS on the second WAN",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=ddns_query wans_mode=lb "
       "ddns_wan_unit=1",
       Standing::refused, 0,
       "nvram set ddns_last_wan_unit=1; nvram set ddns_return_code_chk=auth_fail; nvram set "
       "ddns_return_code=auth_fail"},
      {"refused, and load balancing leaves the choice to the firmware",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=ddns_query wans_mode=lb "
       "ddns_wan_unit=-1",
       Standing::refused, 0, kRefusal},
      {"refused and told already",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=auth_fail "
       "ddns_return_code_chk=auth_fail",
       Standing::refused, 0, ""},
      {"refused and asked again",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=ddns_query "
       "ddns_return_code_chk=auth_fail",
       Standing::refused, 0, kRefusal},
      {"failing for a moment", kAsking, Standing::failing, 59'999, ""},
      {"failing for a minute", kAsking, Standing::failing, 60'000, "ddns_custom_updated 1"},
      {"never published", kAsking, Standing::unknown, 3'600'000, ""},
      {"another provider", "ddns_enable_x=1 ddns_server_x=WWW.ASUS.COM ddns_return_code=ddns_query",
       Standing::right, 0, ""},
      {"DDNS off", "ddns_enable_x=0 ddns_server_x=CUSTOM ddns_return_code=ddns_query",
       Standing::refused, 0, ""},
  };
  for (const Row& row : kRows) {
    FakeProcesses processes;
    processes.programs = {"nvram", "ddns_custom_updated"};
    for (const auto word : words(row.nvram)) {
      std::string_view value = word;
      const std::string name(take_until(value, '='));
      processes.answers.insert_or_assign("nvram get " + name,
                                         Processes::Ended{0, std::string(value) + "\n"});
    }
    Nvram nvram(processes);
    RouterView router;
    router.units.emplace_back();
    Volatile recent;
    const std::int64_t now_ms = 10'000'000;
    if (row.asked_before_ms != 0) recent.firmware_asked_ms = now_ms - row.asked_before_ms;
    const std::int64_t again_ms =
        answer_firmware(processes, nvram, row.standing, router, row.by_hook, recent, now_ms);
    CHECK_TEXT_ROW(row.label, changes(processes), row.expected);
    CHECK_ROW(row.label, again_ms == 0 || again_ms > now_ms);
    CHECK_ROW(row.label, !has(changes(processes), "commit"));
  }
}

TEST(firmware_that_fails_for_a_while_is_looked_at_when_the_minute_is_over) {
  RouterFixture f;
  for (const auto* name : {"ddns_enable_x", "ddns_server_x", "ddns_return_code"})
    f.nvram(name, "1");
  f.nvram("ddns_server_x", "CUSTOM");
  f.nvram("ddns_return_code", "ddns_query");
  Nvram nvram(f.processes);
  Volatile recent;
  CHECK(answer_firmware(f.processes, nvram, Standing::failing, {}, false, recent, 5'000) == 65'000);
  CHECK(recent.firmware_asked_ms == 5'000);
  CHECK(answer_firmware(f.processes, nvram, Standing::failing, {}, false, recent, 20'000) ==
        65'000);
  CHECK(answer_firmware(f.processes, nvram, Standing::failing, {}, false, recent, 65'000) == 0);
  CHECK(f.runs("ddns_custom_updated 1") == 1);
  CHECK(recent.firmware_asked_ms == 0);
}

TEST(firmware_standing_is_about_the_wan) {
  RecordConfig home;
  home.name = *DnsName::parse("home.example.com");
  RecordConfig fixed = home;
  fixed.name = *DnsName::parse("fixed.example.com");
  fixed.source.kind = Source::Kind::fixed;
  Config config;
  config.records = {home, fixed};
  Memory memory;
  memory.recent.records = {{key_of(home), "198.51.101.7", 0, "unchanged", "", 0, 0, {}},
                           {key_of(fixed), "198.51.101.8", 0, "refused", "denied", 0, 0, {}}};
  CHECK(standing_of(config, memory) == Standing::right);
  config.records = {fixed};
  CHECK(standing_of(config, memory) == Standing::refused);
}

TEST(firmware_that_could_not_be_answered_is_answered_later) {
  RouterFixture f;
  f.nvram("ddns_enable_x", "1");
  f.nvram("ddns_server_x", "CUSTOM");
  f.nvram("ddns_return_code", "ddns_query");
  f.processes.answers.insert_or_assign("ddns_custom_updated 1", fail(Errc::retry, "hangs"));
  Volatile recent;
  const auto ask = [&](std::int64_t now_ms) {
    Nvram nvram(f.processes);
    return answer_firmware(f.processes, nvram, Standing::right, {}, false, recent, now_ms);
  };
  CHECK(ask(5'000) == 65'000);
  CHECK(ask(65'000) == 125'000);
  CHECK(ask(605'000) == 0);
}

}  // namespace
}  // namespace wan53
