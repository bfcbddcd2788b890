// SPDX-License-Identifier: MIT
// What the firmware is told, and when: rows of (its variables, how our records stand) and the
// programs run.
#include "cycle/firmware.h"

#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

struct Row {
  const char* label;
  const char* nvram;  // "name=value name=value"
  DdnsHealth health;
  const char* expected;  // the calls that change something, joined by "; "
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
      {"right and asked", kAsking, DdnsHealth::right, "ddns_custom_updated 1"},
      {"right and not asked", kIdle, DdnsHealth::right, ""},
      {"right with IPv6", kAsking6, DdnsHealth::right,
       "ddns_custom_updated 1; nvram set ddns_ipv6_updated=1"},
      {"IPv6 told already",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=200 ddns_updated=1 "
       "ipv6_service=dhcp6 ddns_ipv6_update=1 ddns_ipv6_updated=1",
       DdnsHealth::right, ""},
      {"IPv6 forgotten by the firmware",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=200 ddns_updated=1 "
       "ipv6_service=dhcp6 ddns_ipv6_update=1",
       DdnsHealth::right, "nvram set ddns_ipv6_updated=1"},
      {"IPv6 off",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=ddns_query ipv6_service=disabled "
       "ddns_ipv6_update=1",
       DdnsHealth::right, "ddns_custom_updated 1"},
      {"failed before",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=unknown_error ddns_updated=",
       DdnsHealth::right, "ddns_custom_updated 1"},
      {"another updater has told a failure after our success",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=unknown_error ddns_updated=1",
       DdnsHealth::right, "ddns_custom_updated 1"},
      {"refused and asked", kAsking, DdnsHealth::refused, kRefusal},
      {"refused and not asked", kIdle, DdnsHealth::refused, ""},
      {"refused after a hook, though another cycle has answered", kIdle, DdnsHealth::refused,
       kRefusal, true},
      {"right after a hook, and not asked", kIdle, DdnsHealth::right, "", true},
      {"right again, told refused before",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=auth_fail ddns_updated=1",
       DdnsHealth::right, "ddns_custom_updated 1"},
      {"refused, and load balancing runs DDNS on the second WAN",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=ddns_query wans_mode=lb "
       "ddns_wan_unit=1",
       DdnsHealth::refused,
       "nvram set ddns_last_wan_unit=1; nvram set ddns_return_code_chk=auth_fail; nvram set "
       "ddns_return_code=auth_fail"},
      {"refused, and load balancing leaves the choice to the firmware",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=ddns_query wans_mode=lb "
       "ddns_wan_unit=-1",
       DdnsHealth::refused, kRefusal},
      {"refused and told already",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=auth_fail "
       "ddns_return_code_chk=auth_fail",
       DdnsHealth::refused, ""},
      {"refused and asked again",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=ddns_query "
       "ddns_return_code_chk=auth_fail",
       DdnsHealth::refused, kRefusal},
      {"failing and asked", kAsking, DdnsHealth::failing, ""},
      {"failing and not asked", kIdle, DdnsHealth::failing, ""},
      {"failing after a hook", kIdle, DdnsHealth::failing, "", true},
      {"failing with IPv6, which the firmware waits for, too", kAsking6, DdnsHealth::failing, ""},
      {"failing after a refusal that was told",
       "ddns_enable_x=1 ddns_server_x=CUSTOM ddns_return_code=auth_fail "
       "ddns_return_code_chk=auth_fail",
       DdnsHealth::failing, ""},
      {"another provider", "ddns_enable_x=1 ddns_server_x=WWW.ASUS.COM ddns_return_code=ddns_query",
       DdnsHealth::right, ""},
      {"DDNS off", "ddns_enable_x=0 ddns_server_x=CUSTOM ddns_return_code=ddns_query",
       DdnsHealth::refused, ""},
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
    Recent recent;
    const Moment now(10'000s);
    const auto next =
        answer_firmware(processes, nvram, row.health, router, row.by_hook, recent, now);
    CHECK_TEXT_ROW(row.label, changes(processes), row.expected);
    CHECK_ROW(row.label, !next || *next > now);
    CHECK_ROW(row.label, !has(changes(processes), "commit"));
  }
}

// Whatever was published before, and however long it lasts.
TEST(firmware_never_hears_of_success_while_a_record_is_out_of_date) {
  RouterFixture f;
  f.nvram("ddns_enable_x", "1");
  f.nvram("ddns_server_x", "CUSTOM");
  f.nvram("ddns_return_code", "ddns_query");
  Recent recent;
  const auto ask = [&](DdnsHealth health, Seconds now) {
    Nvram nvram(f.processes);
    return answer_firmware(f.processes, nvram, health, {}, false, recent, Moment(now));
  };
  for (const Seconds now : {0s, 59s, 60s, 3'600s, 86'400s}) {
    CHECK(!ask(DdnsHealth::failing, now));
  }
  CHECK(f.runs("ddns_custom_updated 1") == 0);
  CHECK(!ask(DdnsHealth::right, 86'401s));
  CHECK(f.runs("ddns_custom_updated 1") == 1);
}

TEST(firmware_hears_about_the_wan_alone) {
  RecordConfig home;
  home.name = *DnsName::parse("home.example.com");
  RecordConfig fixed = home;
  fixed.name = *DnsName::parse("fixed.example.com");
  fixed.source.kind = Source::Kind::fixed;
  Config config;
  config.records = {home, fixed};
  Memory memory;
  const auto report = [](const RecordConfig& record, std::string_view address, OutcomeKind kind) {
    return RecordReport{.key = key_of(record),
                        .observed = *AddressSet::parse(address),
                        .observed_since = Moment(),
                        .outcome = kind,
                        .text = "",
                        .since = UtcTime()};
  };
  memory.recent.records = {report(home, "198.51.101.7", OutcomeKind::unchanged),
                           report(fixed, "198.51.101.8", OutcomeKind::refused)};
  CHECK(ddns_health(config, memory.recent) == DdnsHealth::right);
  config.records = {fixed};
  CHECK(ddns_health(config, memory.recent) == DdnsHealth::refused);
}

TEST(firmware_that_could_not_be_answered_is_answered_later) {
  RouterFixture f;
  f.nvram("ddns_enable_x", "1");
  f.nvram("ddns_server_x", "CUSTOM");
  f.nvram("ddns_return_code", "ddns_query");
  f.processes.answers.insert_or_assign("ddns_custom_updated 1", fail(Errc::retry, "hangs"));
  Recent recent;
  const auto ask = [&](Seconds now) {
    Nvram nvram(f.processes);
    return answer_firmware(f.processes, nvram, DdnsHealth::right, {}, false, recent, Moment(now));
  };
  CHECK(ask(5s) == Moment(65s));
  CHECK(ask(65s) == Moment(125s));
  CHECK(!ask(605s));
}

}  // namespace
}  // namespace wan53
