// SPDX-License-Identifier: MIT
// What one cycle does with several records: when the next one is due, and what is logged.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kTwoRecords =
    "[record a.example.com]\nsource = wan\nzone = Z111\nttl = 120\n"
    "[record b.example.com]\nsource = wan\nzone = Z222\nttl = 120\n";

std::string listed(std::string_view name, std::string_view value) {
  return listing(record_set(name, "A", value));
}

TEST(cycle_tries_again_after_an_event_though_only_one_record_can_profit) {
  DaemonFixture f(kTwoRecords);
  f.http.reply(403, refusal("AccessDenied"));
  for (int i = 0; i < 4; ++i) f.http.reply(503, "");
  for (int i = 0; i < 5; ++i) {
    f.steps(1);
    f.http.reply(403, refusal("AccessDenied"));
    for (int k = 0; k < 4; ++k) f.http.reply(503, "");
  }
  // With the two seconds that the daemon gives a burst this is half a minute, as early as it may
  // be.
  f.hook(28s, "wan-event 0 connected");
  f.steps(1);
  f.http.requests.clear();
  f.steps(1);
  CHECK(!f.http.requests.empty());
}

TEST(cycle_announces_a_change_while_another_record_waits) {
  Fixture f(
      "[publish]\nsns-topic-arn = arn:aws:sns:eu-west-1:111122223333:home\n"
      "[record home.example.com]\nsource = static 198.51.101.7\nzone = Z111\nttl = 120\n"
      "[record nas.example.com]\nsource = interface eth0\nzone = Z111\nttl = 120\n");
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  f.http.reply(200, "<PublishResponse/>");
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.size() == 3);
  CHECK(has(f.http.requests[2].url, "https://sns.eu-west-1.amazonaws.com/"));
  bool is_form = false;
  for (const auto& header : f.http.requests[2].headers) {
    is_form |= header.name == "content-type" && header.value.starts_with("application/x-www-form");
  }
  CHECK(is_form);
}

TEST(cycle_tries_missing_keys_again_within_hours) {
  DaemonFixture f;
  (void)f.files.remove("/etc/wan53/credentials");
  f.steps(1);
  CHECK(f.http.requests.empty());
  CHECK(f.clock.moment < Moment(3h));
  f.files.put("/etc/wan53/credentials", kKey);
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.http.requests.size() == 1);
}

TEST(cycle_calls_a_change_after_waiting_no_recovery) {
  DaemonFixture f;
  f.nvram("wan0_state_t", "3");
  f.hook(1min, "wan-event 0 connected");
  f.steps(1);
  CHECK(f.logged("home.example.com A: waiting") == 1);
  f.nvram("wan0_state_t", "2");
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(f.logged("changed from 198.51.101.6") == 1);
  CHECK(f.logged("right again") == 0);
}

TEST(cycle_logs_a_fault_again_only_in_other_words) {
  DaemonFixture f(compose("[publish]\nlog-level = info\n{}", kWanRecord));
  f.http.reply(403, refusal("AccessDenied", "first"));
  f.steps(1);
  CHECK(f.logged("first") == 1);
  f.http.reply(403, refusal("AccessDenied", "first"));
  f.steps(1);
  CHECK(f.logged("first") == 1);
  f.http.reply(403, refusal("AccessDenied", "second"));
  f.steps(1);
  CHECK(f.logged("first") == 1);
  CHECK(f.logged("second") == 1);
}

TEST(cycle_adds_only_changes_to_the_history) {
  RouterFixture f(kTwoRecords);
  f.http.reply(200, listed("a.example.com", "198.51.101.7"));
  f.http.reply(200, listed("b.example.com", "198.51.101.6"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(f.run({"history"}) == 0);
  CHECK(has(f.terminal.out_text, "b.example.com"));
  CHECK(!has(f.terminal.out_text, "a.example.com"));
}

TEST(cycle_leaves_a_history_alone_that_is_larger_than_ours_can_be) {
  Fixture f;
  const std::string large(70'000, '\n');
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  std::string path;
  for (const auto& [name, file] : f.files.files) {
    if (has(name, "history")) path = name;
  }
  CHECK(!path.empty());
  f.files.put(path, large);
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(f.files.find(path)->text == large);
}

TEST(cycle_asks_the_gateway_again_after_an_edit_of_the_config) {
  const std::string config =
      "[aws]\nregion = eu-west-1\n[publish]\nvia = gateway\n"
      "gateway-url = https://api.example.com/v100/ddns/{host}\n"
      "gateway-api-arn = arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod\n"
      "[record home.example.com]\nsource = static 198.51.101.7\n";
  const std::string told =
      R"({"statusCode":"200","body":"IP for home.example.com unchanged from 198.51.101.7 )"
      R"(to 198.51.101.7 via request from 198.51.101.7"})";
  Fixture f(config);
  f.clock.pass(1min);
  f.http.reply(200, told);
  CHECK(f.run({"update"}) == 0);
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.empty());
  CHECK(f.run({"update", "--dry-run"}) == 0);
  CHECK(has(f.terminal.out_text, "which it confirmed before"));
  f.files.put(kConfigPath, "# edited\n" + config);
  f.http.reply(200, told);
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
}

TEST(cycle_tells_the_firmware_success_though_ipv6_has_no_address) {
  DaemonFixture f(compose("{}type = A AAAA\n", kWanRecord));
  f.nvram("ddns_enable_x", "1");
  f.nvram("ddns_server_x", "CUSTOM");
  f.nvram("ddns_return_code", "ddns_query");
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.runs("ddns_custom_updated 1") == 1);
}

TEST(cycle_names_the_unit_that_the_user_chose_for_ddns) {
  for (const char* unit : {"0", "1"}) {
    DaemonFixture f;
    f.nvram("wans_dualwan", "wan lan");
    f.nvram("wan1_primary", unit[0] == '0' ? "1" : "0");
    f.nvram("wan1_state_t", "2");
    f.nvram("wan1_ipaddr", "198.51.101.9");
    f.nvram("wans_mode", "lb");
    f.nvram("ddns_wan_unit", unit);
    f.nvram("ddns_enable_x", "1");
    f.nvram("ddns_server_x", "CUSTOM");
    f.nvram("ddns_return_code", "ddns_query");
    f.http.reply(403, refusal("AccessDenied"));
    f.steps(1);
    CHECK_ROW(unit, f.runs(compose("nvram set ddns_last_wan_unit={}", unit)) == 1);
  }
}

TEST(cycle_is_repeated_soon_for_one_record_that_may_change_without_an_event) {
  DaemonFixture f(
      "[record home.example.com]\nsource = static 198.51.101.7\nzone = Z111\n"
      "[record wan.example.com]\nsource = wan\nzone = Z111\n");
  f.nvram("wan0_state_t", "1");
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.clock.moment == Moment(102s));
}

TEST(cycle_warns_of_a_failed_message_once) {
  Fixture f(
      "[publish]\nsns-topic-arn = arn:aws:sns:eu-west-1:111122223333:home\nnotify = always\n"
      "[record home.example.com]\nsource = static 198.51.101.7\nzone = Z111\n");
  for (int i = 0; i < 2; ++i) {
    f.http.reply(200, home("198.51.101.7"));
    f.http.reply(403, refusal("AuthorizationError"));
    CHECK(f.run({"update"}) == 0);
  }
  CHECK(std::ranges::count(f.log.lines, LogLevel::warning,
                           &std::pair<LogLevel, std::string>::first) == 1);
}

TEST(cycle_logs_missing_keys_once) {
  Fixture f;
  (void)f.files.remove("/etc/wan53/credentials");
  for (int i = 0; i < 3; ++i) CHECK(f.run({"update"}) == 2);
  CHECK(f.log.lines.size() == 1);
}

}  // namespace
}  // namespace wan53
