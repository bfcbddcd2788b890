// SPDX-License-Identifier: MIT
// Details of the requests that publish and announce.
#include <cstdio>

#include "base/compose.h"
#include "round_fixture.h"
#include "settings/version.h"

namespace wan53 {
namespace {

using namespace test;

TEST(publish_reads_on_until_the_last_type_that_it_needs) {
  Fixture f(
      "[record home.example.com]\ntype = A AAAA\nsource = static 198.51.101.7\n"
      "source-ipv6 = static 2a00:1450:4001::7\nzone = Z111\nttl = 120\n");
  std::string first = home("198.51.101.7");
  const std::string_view end = "<IsTruncated>false</IsTruncated>";
  first.replace(first.find(end), end.size(),
                "<IsTruncated>true</IsTruncated><NextRecordName>home.example.com.</NextRecordName>"
                "<NextRecordType>AAAA</NextRecordType>");
  f.http.reply(200, first);
  f.http.reply(200, listing(record_set("home.example.com", "AAAA", "2a00:1450:4001::7")));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 2);
  CHECK(has(f.http.requests[1].url, "type=AAAA"));
}

TEST(publish_writes_twice_at_most_when_no_reply_comes) {
  Fixture f;
  for (int i = 0; i < 4; ++i) {
    f.http.reply(200, home("198.51.101.6"));
    f.http.lose_reply();
  }
  CHECK(f.run({"update"}) == 5);
  CHECK(f.http.count("POST") == 2);
}

TEST(publish_counts_changes_under_their_name) {
  Fixture f(compose("[publish]\nmetric-namespace = Home/DDNS\n{}", kRecord));
  f.http.reply(200, home("198.51.101.7"));
  f.http.reply(200, "<PutMetricDataResponse/>");
  CHECK(f.run({"update"}) == 0);
  CHECK(has(f.http.requests[1].body, "MetricName=Change"));
}

TEST(publish_tolerates_a_clock_that_is_off_by_a_minute) {
  for (const char* date : {"Wed, 18 May 2033 03:34:20 GMT", "Wed, 18 May 2033 03:32:20 GMT"}) {
    Fixture f;
    f.http.reply(200, home("198.51.101.7"), {{"Date", date}});
    CHECK_ROW(date, f.run({"update"}) == 0);
    CHECK_ROW(date, f.run({"status"}) == 0);
    CHECK_ROW(date, !has(f.terminal.out_text, "off by"));
  }
}

std::string http_date(UtcTime at) {
  using namespace std::chrono;
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss clock{at - day};
  char text[40];
  std::snprintf(
      text, sizeof text, "%.3s, %02u %.3s %d %02d:%02d:%02d GMT",
      &"SunMonTueWedThuFriSat" [3 * weekday{day}.c_encoding()], unsigned { date.day() },
      &"JanFebMarAprMayJunJulAugSepOctNovDec" [3 * (unsigned{date.month()} - 1)],
      int { date.year() }, static_cast<int>(clock.hours().count()),
      static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
  return text;
}

TEST(publish_believes_a_server_for_fifteen_years) {
  const UtcTime last = earliest_time() + std::chrono::days(15 * 365);
  for (const bool too_late : {false, true}) {
    Fixture f;
    f.http.reply(200, home("198.51.101.7"),
                 {{"Date", http_date(last + Seconds(too_late ? 1 : 0))}});
    CHECK(f.run({"update"}) == 0);
    CHECK(f.run({"status"}) == 0);
    CHECK_ROW(http_date(last), has(f.terminal.out_text, "off by") != too_late);
  }
}

TEST(publish_asks_for_zones_a_page_at_a_time) {
  Fixture f("[record home.example.com]\nsource = static 198.51.101.7\nttl = 120\n");
  f.http.reply(200, zones(zone("Z111", "home.example.com")));
  f.http.reply(200, zones(""));
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(has(f.http.requests[0].url, "maxitems=20"));
}

TEST(publish_believes_a_server_from_the_build_date_on) {
  for (const bool too_early : {false, true}) {
    Fixture f;
    f.http.reply(200, home("198.51.101.7"),
                 {{"Date", http_date(earliest_time() - Seconds(too_early ? 1 : 0))}});
    CHECK(f.run({"update"}) == 0);
    CHECK(f.run({"status"}) == 0);
    CHECK_ROW(too_early ? "too early" : "just possible",
              has(f.terminal.out_text, "off by") != too_early);
  }
}

// Without a Date nothing is learnt, so the same signature would be refused again, and no later
// round would fare better: the user must act.
TEST(publish_does_not_repeat_a_refused_time_that_nobody_corrects) {
  Fixture f;
  f.http.reply(403, refusal("RequestExpired"));
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() == 1);
  CHECK(has(f.terminal.err_text, "set this machine's clock"));
}

}  // namespace
}  // namespace wan53
