// SPDX-License-Identifier: MIT
// What the router's addon asks of the program: config apply, page, doctor --self.
#include "base/json.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

TEST(config_apply_replaces_the_file_and_tells_the_daemon) {
  Fixture f;
  f.bus.answer = Bus::Sent::delivered;
  f.terminal.in_text = concat({"# mine\n", kRecord});
  CHECK(f.run({"config", "apply", "-"}) == 0);
  CHECK_TEXT(f.files.find(kConfigPath)->text, concat({"# mine\n", kRecord}));
  CHECK(has(f.terminal.out_text, "the daemon reads it now"));
  const int writes = f.files.writes;
  CHECK(f.run({"config", "apply", "-"}) == 0);
  CHECK(f.files.writes == writes);
}

TEST(config_apply_loses_nothing) {
  const struct {
    const char* label;
    std::string text;
    int exit;
    const char* error;
  } rows[] = {
      {"a mistake", "[record home.example.com]\nttl = soon\n", 2, "-:2: ttl: soon"},
      {"nothing", "", 2, "-: no record"},
      {"too much", std::string(70'000, '#'), 4, "larger than it may be"},
  };
  for (const auto& row : rows) {
    Fixture f;
    f.terminal.in_text = row.text;
    CHECK_ROW(row.label, f.run({"config", "apply", "-"}) == row.exit);
    CHECK_ROW(row.label, has(f.terminal.err_text, row.error));
    CHECK_TEXT_ROW(row.label, f.files.find(kConfigPath)->text, kRecord);
  }
  Fixture full;
  full.files.full = true;
  full.terminal.in_text = concat({"# mine\n", kRecord});
  CHECK(full.run({"config", "apply", "-"}) == 3);
  CHECK_TEXT(full.files.find(kConfigPath)->text, kRecord);
  CHECK(full.run({"config", "apply"}) == 1);
  CHECK(has(full.terminal.err_text, "expected `-`"));
}

const cJSON* member(const Json& page, const char* name) {
  return cJSON_GetObjectItemCaseSensitive(page.get(), name);
}

TEST(page_shows_all_and_tells_no_account) {
  Fixture f("[record home.example.com]\nsource = static 198.51.101.7\nzone = Z0123456789ABC\n");
  f.http.reply(403, refusal("AccessDenied", "User: arn:aws:iam::111122223333:user/x is not"));
  CHECK(f.run({"update"}) == 4);
  f.files.put("/tmp/syslog.log-1", "Nov 23 20:00:00 wan53[7]: AKIAIOSFODNN7EXAMPLE <b>\x1b\n");
  f.files.put("/tmp/syslog.log",
              "Nov 23 20:00:01 kernel: wan53\nNov 23 20:00:02 wan53[8]: \"two\"\n");
  f.files.put("/run/wan53/doctor", "1764000000\nok    clock\nfail  keys 111122223333\n");
  f.files.put("/run/wan53/result", "7 apply 2\nwan53: -:3: ttl: x\n</script>\n");
  CHECK(f.run({"page"}) == 0);
  const std::string text = f.terminal.out_text;
  for (const char* secret : {"111122223333", "AKIAIOSFODNN7EXAMPLE", "Z0123456789ABC"}) {
    CHECK_ROW(secret, !has(text, secret));
  }
  const Json page = parse_json(text);
  CHECK(page);
  const cJSON* status = member(page, "status");
  CHECK_TEXT(text_member(array_member(status, "records"), "outcome").value_or(""), "refused");
  CHECK_TEXT(text_member(member(page, "config"), "problem").value_or("-"), "");
  CHECK(has(text_member(page.get(), "policy").value_or(""), "route53:ChangeResourceRecordSets"));
  const cJSON* log = array_member(page.get(), "log");
  CHECK_TEXT(log->valuestring, "Nov 23 20:00:00 wan53[7]: AK****************LE <b>\\x1b");
  CHECK(log->next != nullptr && log->next->next == nullptr);
  CHECK_TEXT(text_member(member(page, "doctor"), "at").value_or(""), "2025-11-24T16:00:00Z");
  CHECK_TEXT(text_member(member(page, "doctor"), "text").value_or(""),
             "ok    clock\nfail  keys 11********33");
  const cJSON* result = member(page, "result");
  CHECK(number_member(result, "number") == 7 && number_member(result, "exit") == 2);
  CHECK_TEXT(text_member(result, "text").value_or(""), "wan53: -:3: ttl: x\n</script>");
}

TEST(page_shows_what_is_wrong_with_the_config) {
  for (const char* config : {"[record home.example.com]\nttl = soon\n", ""}) {
    Fixture f(config);
    if (*config == '\0') (void)f.files.remove(kConfigPath);
    CHECK_ROW(config, f.run({"page"}) == 0);
    const Json page = parse_json(f.terminal.out_text);
    CHECK_ROW(config, !text_member(member(page, "config"), "problem").value_or("").empty());
    CHECK_ROW(config, member(page, "status") == nullptr && member(page, "result") == nullptr);
  }
  Fixture f;
  (void)f.files.remove("/etc/wan53/credentials");
  f.files.put("/run/wan53/result", "garbage\n");
  CHECK(f.run({"page"}) == 0);
  const Json page = parse_json(f.terminal.out_text);
  CHECK(has(text_member(member(page, "config"), "problem").value_or(""), "no such file"));
  CHECK(cJSON_IsObject(member(page, "status")) != 0 && member(page, "result") == nullptr);
}

TEST(doctor_self_needs_no_config) {
  Fixture f;
  (void)f.files.remove(kConfigPath);
  CHECK(f.run({"doctor", "--self"}) == 4);  // MiddleRandom's numbers are all the same
  CHECK(has(f.terminal.out_text, "computes digests and signatures"));
  CHECK(has(f.terminal.out_text, "fail  random"));
  CHECK(has(f.terminal.out_text, "ok    disk          /run/wan53 can be written to"));
  CHECK(f.http.requests.empty());
  f.files.full = true;
  CHECK(f.run({"doctor", "--self"}) == 4);
  CHECK(has(f.terminal.out_text, "no space left on device"));
}

}  // namespace
}  // namespace wan53
