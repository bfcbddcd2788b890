// SPDX-License-Identifier: MIT
// How much the program takes of what comes from outside, in figures: a limit that grew a hundred
// times would otherwise be seen by nobody.
#include "aws/gateway.h"
#include "aws/notify.h"
#include "aws/route53.h"
#include "base/compose.h"
#include "base/json.h"
#include "lambda/event.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

// `text` with blanks behind it.
std::string padded(std::string text, std::size_t size) {
  text.resize(size, '\n');
  return text;
}

TEST(ceiling_of_what_is_read_from_files) {
  const struct {
    const char* path;
    const char* text;
    std::size_t most;
    std::initializer_list<std::string_view> command;
    int good;
  } rows[] = {
      {kConfigPath, kRecord, 262'144, {"config", "check"}, 0},
      {"/etc/wan53/credentials", kKey, 65'536, {"update"}, 0},
      // What they hold is refused, not their size.
      {"/k", "", 65'536, {"verify", "/k", "/k", "/k", "/f"}, 2},
  };
  for (const auto& row : rows) {
    for (const bool too_large : {false, true}) {
      Fixture f;
      f.http.reply(200, home("198.51.101.7"));
      f.files.put(row.path, padded(row.text, row.most + (too_large ? 1 : 0)));
      const int exit = f.run(row.command);
      CHECK_ROW(row.path, (exit == row.good) != too_large);
      CHECK_ROW(row.path, has(f.terminal.err_text, "too large") == too_large);
    }
  }
}

TEST(ceiling_of_what_the_page_shows) {
  Fixture f;
  std::string history;
  std::string log;
  for (int i = 0; i < 45; ++i) {
    log += compose("Nov 23 20:00:00 wan53[7]: line {}\n", std::int64_t{i});
    f.clock.pass(1h);
    f.http.reply(200, home(compose("198.51.101.{}", std::int64_t{100 + i})));
    f.http.reply(200, change_info());
    CHECK(f.run({"update", "--force"}) == 0);
  }
  const auto page_of = [&f] {
    return f.run({"page"}) == 0 ? parse_json(f.terminal.out_text) : nullptr;
  };
  f.files.put("/tmp/syslog.log", log);
  const Json page = page_of();
  CHECK(page);
  CHECK(cJSON_GetArraySize(cJSON_GetObjectItem(page.get(), "log")) == 40);
  CHECK(cJSON_GetArraySize(cJSON_GetObjectItem(page.get(), "history")) == 45);
  for (const bool too_large : {false, true}) {
    f.files.put("/tmp/syslog.log", padded(log, 4'194'304 + (too_large ? 1 : 0)));
    const Json shown = page_of();
    CHECK(shown);
    CHECK((cJSON_GetArraySize(cJSON_GetObjectItem(shown.get(), "log")) == 0) == too_large);
  }
}

TEST(ceiling_of_a_companions_warnings) {
  const auto name = DnsName::parse("home.example.com");
  std::string warnings;
  for (int i = 0; i < 6; ++i)
    warnings += compose("{}\"{}\"", i == 0 ? "" : ",", std::string(400, 'x'));
  const auto reply = read_gateway_reply(
      compose("{}{}]}}",
              R"({"statusCode":"200","body":"IP for home.example.com changed from none to )"
              R"(198.51.101.7 via request from x","warnings":[)",
              warnings),
      *name, "198.51.101.7");
  CHECK(reply && reply->warnings.size() == 4);
  CHECK(reply->warnings[0].size() <= 303);
}

TEST(ceiling_of_texts_that_are_sent) {
  const std::string arn = "arn:aws:execute-api:eu-west-1:111122223333:";
  CHECK(parse_arn(arn + std::string(2'048 - arn.size(), 'a')));
  CHECK(!parse_arn(arn + std::string(2'049 - arn.size(), 'a')));
  const auto request = route53::change_record_sets("Z1", {}, std::string(300, 'c'));
  CHECK(has(request.body, compose("<Comment>{}</Comment>", std::string(256, 'c'))));
}

TEST(ceiling_of_what_a_caller_says) {
  Event event;
  event.ip = event.host = event.source_ip = std::string(5'000, 'x');
  CHECK(caller_of(event).size() <= 128);
  CHECK(host_of(event, {}).size() <= 255);
  CHECK(new_value_of(event).size() <= 64);
}

}  // namespace
}  // namespace wan53
