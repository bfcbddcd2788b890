// SPDX-License-Identifier: MIT
// Two configs that are used in turn (`-c`) share the state files and leave each other's records
// alone.
#include "account_fixture.h"
#include "base/compose.h"
#include "certificate_fixture.h"
#include "cycle/memory.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using test::has;

struct TwoConfigs : test::Fixture {
  TwoConfigs() {
    files.put("/etc/wan53/other.conf",
              "[record office.example.com]\nsource = static 198.51.101.9\nzone = Z111\n");
  }
  // Route 53 has what the config wants.
  int update_home() {
    http.reply(200, test::home("198.51.101.7"));
    return run({"update", "--if-due"});
  }
  int update_office() {
    http.reply(200, test::listing(test::record_set("office.example.com", "A", "198.51.101.9")));
    return run({"update", "--if-due", "-c", "/etc/wan53/other.conf"});
  }
};

TEST(two_configs_in_turn_do_not_wear_the_flash) {
  TwoConfigs f;
  CHECK(f.update_home() == 0 && !has(f.state(), "last_used"));
  CHECK(f.update_office() == 0);
  CHECK(has(f.state(), "home.example.com") && has(f.state(), "office.example.com"));
  f.clock.pass(7h);
  CHECK(f.update_home() == 0 && f.update_office() == 0);
  const std::string stamped = f.state();
  for (int i = 0; i < 2; ++i) {
    f.clock.pass(7h);
    CHECK(f.update_home() == 0);
    CHECK_TEXT(f.state(), stamped);
    CHECK(f.update_office() == 0);
    CHECK_TEXT(f.state(), stamped);
  }
}

// A private zone of the same name holds another address. Neither config takes the other's zone for
// its own, nor the other's address for what it published before.
TEST(two_configs_of_one_name_keep_to_their_zones) {
  const struct {
    const char* label;
    const char* first;
    const char* second;
  } rows[] = {
      {"both zones are named", "ZPUB", "ZPRIV"},
      {"the public one is found", "", "ZPRIV"},
      {"the private one is named first", "ZPRIV", ""},
  };
  for (const auto& row : rows) {
    test::AccountFixture f("");
    f.account.zones = {{"ZPUB", "example.com"}, {"ZPRIV", "example.com", true}};
    const auto put = [&](const char* path, std::string_view zone) {
      f.files.put(path, compose("[record home.example.com]\nsource = static 198.51.101.{}\n{}",
                                zone == "ZPRIV" ? "8" : "7",
                                zone.empty() ? "" : compose("zone = {}\n", zone)));
    };
    const char* paths[] = {"/etc/wan53/wan53.conf", "/etc/wan53/other.conf"};
    put(paths[0], row.first);
    put(paths[1], row.second);
    for (const char* path : {paths[0], paths[1], paths[0]}) {
      CHECK_ROW(row.label, f.run({"update", "-c", path}) == 0);
    }
    const std::string state = f.state();
    for (const char* path : {paths[1], paths[0], paths[1]}) {
      f.terminal.out_text.clear();
      CHECK_ROW(row.label, f.run({"update", "-c", path}) == 0);
      CHECK_ROW(f.terminal.out_text, has(f.terminal.out_text, "unchanged"));
    }
    CHECK_TEXT_ROW(row.label, f.account.published["ZPUB home.example.com"], "198.51.101.7");
    CHECK_TEXT_ROW(row.label, f.account.published["ZPRIV home.example.com"], "198.51.101.8");
    CHECK_TEXT_ROW(row.label, f.state(), state);
  }
}

TEST(two_configs_forget_records_a_month_after_their_last_use) {
  TwoConfigs f;
  CHECK(f.update_home() == 0 && f.update_office() == 0);
  for (int day = 0; day < 20; ++day) {
    f.clock.pass(24h);
    CHECK(f.update_home() == 0 && f.update_office() == 0);
  }
  for (int day = 0; day < 30; ++day) {
    f.clock.pass(24h);
    CHECK(f.update_office() == 0);
    CHECK(has(f.state(), "home.example.com"));
  }
  f.clock.pass(48h);
  CHECK(f.update_office() == 0);
  CHECK(!has(f.state(), "home.example.com") && has(f.state(), "office.example.com"));
  // Alone again, no stamp is kept that would have to be made anew.
  f.clock.pass(7h);
  CHECK(f.update_office() == 0 && !has(f.state(), "last_used"));
}

TEST(two_configs_keep_their_own_rounds) {
  TwoConfigs f;
  CHECK(f.update_home() == 0);
  f.http.reply(403, test::refusal("AccessDenied"));
  CHECK(f.run({"update", "--if-due", "-c", "/etc/wan53/other.conf"}) == 4);
  // Neither is due: the one waits for its interval, the other for its back-off.
  CHECK(f.run({"update", "--if-due"}) == 0 && f.http.requests.empty());
  f.run({"update", "--if-due", "-c", "/etc/wan53/other.conf"});
  CHECK(f.http.requests.empty());
  CHECK(f.run({"status"}) == 0 && !has(f.terminal.out_text, "failed"));
  CHECK(f.run({"status", "-c", "/etc/wan53/other.conf"}) == 4);
  CHECK(has(f.terminal.out_text, "office.example.com A") &&
        has(f.terminal.out_text, "after 1 failed"));
}

TEST(recent_keeps_the_rounds_of_the_last_configs) {
  Recent recent;
  recent.use_config("a");
  recent.config_digest = "a";
  recent.failures = 1;
  for (const char* config : {"b", "c", "d", "e"}) {
    recent.use_config(config);
    recent.config_digest = config;
    recent.failures += 1;
  }
  CHECK(recent.others.size() == 3 && recent.failures == 5);
  const std::string text = recent_text(recent);
  Recent again = parse_recent(text);
  CHECK_TEXT(recent_text(again), text);
  again.use_config("c");
  CHECK(again.config_digest == "c" && again.failures == 3 && again.others.size() == 3);
  // An edited config goes on from the last one.
  again.use_config("f");
  CHECK(again.config_digest == "c" && again.failures == 3);
}

// How each of them proves itself, and whether it still does.
TEST(two_configs_show_each_its_own_proof) {
  constexpr const char* kOther = "/etc/wan53/other.conf";
  test::Fixture f(compose("{}{}", test::kIot, test::kRecord));
  test::put_pair(f);
  f.files.put(kOther, compose("{}{}", test::kAnywhere, test::kRecord));
  f.files.put("/etc/wan53/stored.conf", test::kRecord);
  f.http.reply(200, test::iot_session(1, f.clock.time + 1h));
  f.http.reply(200, test::home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  const auto shows = [&](const char* config, const char* part) {
    (void)f.run({"status", "-c", config});
    return has(f.terminal.out_text, part);
  };
  // Of one that has never been used, nothing is known.
  CHECK(!shows(kOther, "proof "));
  f.http.reply(403, R"({"message":"Access Denied"})");
  CHECK(f.run({"update", "-c", kOther}) == 4);
  f.http.reply(200, test::home("198.51.101.7"));
  CHECK(f.run({"update", "-c", "/etc/wan53/stored.conf"}) == 0);
  for (int i = 0; i < 2; ++i) {
    CHECK(shows(test::kConfigPath, "AWS IoT (role alias wan53), until "));
    CHECK(!shows(test::kConfigPath, "no new credentials"));
    CHECK(shows(kOther, "proof        its certificate at Roles Anywhere") ||
          shows(kOther, "proof        its certificate at IAM Roles Anywhere"));
    CHECK(shows(kOther, "no new credentials: "));
    CHECK(!shows("/etc/wan53/stored.conf", "proof "));
  }
}

}  // namespace
}  // namespace wan53
