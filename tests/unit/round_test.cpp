// SPDX-License-Identifier: MIT
// The round through the command line, on fakes: every fault that a real server cannot produce on
// demand, and the promises about requests, writes and exit statuses.
#include "base/compose.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

TEST(round_unchanged_is_one_request) {
  Fixture f;
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 1);
  CHECK_TEXT(f.http.requests[0].url,
             "https://route53.amazonaws.com/2013-04-01/hostedzone/Z111/rrset"
             "?name=home.example.com.&type=A&maxitems=4");
  CHECK(has(f.terminal.out_text, "home.example.com A: unchanged"));
}

TEST(round_changed_is_two_requests_and_state_is_written_once) {
  Fixture f;
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 2);
  CHECK(has(f.http.requests[1].body, "<Value>198.51.101.7</Value>"));
  CHECK(has(f.http.requests[1].body, "<Action>UPSERT</Action>"));
  CHECK(has(f.state(), "198.51.101.7"));
  const std::string state = f.state();
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(f.state(), state);
}

TEST(round_with_both_families_lists_once_and_writes_one_batch) {
  Fixture f(
      "[record home.example.com]\ntype = A AAAA\nzone = Z111\n"
      "source = static 198.51.101.7\nsource-ipv6 = static 2a00:1450::7\n");
  f.http.reply(200, listing(""));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 2);
  CHECK(has(f.http.requests[1].body, "<Value>198.51.101.7</Value>"));
  CHECK(has(f.http.requests[1].body, "<Value>2a00:1450::7</Value>"));
}

// A failed read must never lead to a write.
TEST(round_failed_read_never_writes) {
  const struct {
    const char* label;
    int status;
    std::string body;
    int exit;
  } rows[] = {
      {"denied", 403, refusal("AccessDenied"), 4},
      {"no such zone", 404, refusal("NoSuchHostedZone"), 4},
      {"not XML", 200, "<html>", 3},
      {"empty", 200, "", 3},
      {"another answer", 200, change_info(), 3},
      {"redirect", 301, "", 4},
  };
  for (const auto& row : rows) {
    Fixture f;
    f.http.reply(row.status, row.body);
    CHECK_ROW(row.label, f.run({"update"}) == row.exit);
    CHECK_ROW(row.label, f.http.count("POST") == 0);
    CHECK_ROW(row.label, !f.terminal.err_text.empty());
  }
}

// Failures show in the exit status, and an unknown address deletes nothing.
TEST(round_unknown_address_touches_nothing) {
  Fixture f("[record home.example.com]\nzone = Z111\nsource = interface ppp9\n");
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.empty());
  CHECK(has(f.terminal.err_text, "ppp9"));
}

TEST(round_families_are_independent) {
  Fixture f(
      "[record home.example.com]\ntype = A AAAA\nzone = Z111\n"
      "source = static 198.51.101.7\nsource-ipv6 = interface ppp9\n");
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 3);
  CHECK(has(f.terminal.out_text, "home.example.com A: changed"));
  CHECK(has(f.terminal.err_text, "home.example.com AAAA: waiting"));
}

TEST(round_retries_what_did_nothing_and_waits_in_between) {
  Fixture f;
  f.http.cannot_connect();
  f.http.reply(400, refusal("Throttling", "Rate exceeded"));
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(400, refusal("PriorRequestNotComplete"));
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 6);
  CHECK(f.clock.sleeps.size() == 3);
}

// Somebody with a newer address may have been there while it waited.
TEST(round_never_writes_twice_on_one_read) {
  for (const char* code : {"PriorRequestNotComplete", "Throttling"}) {
    Fixture f;
    f.http.reply(200, home("198.51.101.6"));
    f.http.reply(400, refusal(code));
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(code, f.run({"update"}) == 0);
    CHECK_ROW(code, f.http.count("POST") == 1 && f.http.count("GET") == 2);
    CHECK_ROW(code, has(f.terminal.out_text, "unchanged"));
  }
  Fixture f;
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(400, refusal("Throttling"), {{"Retry-After", "7"}});
  for (int i = 0; i < 3; ++i) {
    f.http.reply(200, home("198.51.101.6"));
    f.http.reply(400, refusal("Throttling"));
  }
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.count("POST") == 4);
  CHECK(f.clock.sleeps.front() == 7s);
}

TEST(round_gives_up_after_a_few_tries_and_backs_off) {
  Fixture f;
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.size() == 4);
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.empty());
  f.clock.sleep(1h);
  CHECK(f.run({"update", "--if-due"}) == 3);
  CHECK(f.http.requests.size() == 4);
}

TEST(round_confirms_a_lost_write_by_reading) {
  Fixture f;
  f.http.reply(200, home("198.51.101.6"));
  f.http.lose_reply();
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update", "--json"}) == 0);
  CHECK(f.http.count("POST") == 1);
  CHECK(has(f.terminal.out_text, "\"outcome\":\"changed\""));
  CHECK(has(f.terminal.out_text, "\"old\":\"198.51.101.6\""));
}

TEST(round_repeats_a_lost_write_that_did_not_arrive) {
  Fixture f;
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(500, "");
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.count("POST") == 2);
}

TEST(round_says_that_it_could_not_confirm) {
  Fixture f;
  f.http.reply(200, home("198.51.101.6"));
  f.http.lose_reply();
  for (int i = 0; i < 4; ++i) f.http.cannot_connect();
  CHECK(f.run({"update"}) == 5);
  CHECK(f.http.count("POST") == 1);
  CHECK(has(f.terminal.err_text, "home.example.com A: unconfirmed"));
  CHECK(!has(f.state(), "198.51.101.7"));
}

TEST(round_accepts_no_garbled_confirmation) {
  Fixture f;
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, "<ok/>");
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 3);
}

TEST(round_believes_no_impossible_date) {
  for (const char* date : {"Tue, 01 Jan 2008 00:00:00 GMT", "Thu, 01 Jan 2099 00:00:00 GMT"}) {
    Fixture f;
    f.http.reply(200, home("198.51.101.7"), {{"Date", date}});
    CHECK_ROW(date, f.run({"update"}) == 0);
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(date, f.run({"update"}) == 0);
    CHECK_ROW(date, f.run({"status"}) == 0);
    CHECK_ROW(date, !has(f.terminal.out_text, "off by"));
  }
}

// Certificates are judged by the corrected clock too.
TEST(round_forgets_a_clock_by_which_no_reply_comes) {
  Fixture f;
  f.http.reply(200, home("198.51.101.7"), {{"Date", "Wed, 18 May 2039 04:33:20 GMT"}});
  CHECK(f.run({"update"}) == 0);
  CHECK(f.run({"status"}) == 0);
  CHECK(has(f.terminal.out_text, "off by"));
  CHECK(f.run({"update"}) == 3);
  CHECK(f.run({"status"}) == 3);
  CHECK(!has(f.terminal.out_text, "off by"));
}

TEST(round_corrects_the_clock_once) {
  Fixture f;
  // RFC 9110 dates of 2033-05-18T04:33:20Z, one hour after the fake clock.
  const std::vector<HttpHeader> date = {{"Date", "Wed, 18 May 2033 04:33:20 GMT"}};
  f.http.reply(403,
               refusal("SignatureDoesNotMatch",
                       "Signature expired: 20330518T033320Z is now earlier than 20330518T042820Z"),
               date);
  f.http.reply(200, home("198.51.101.7"), date);
  CHECK(f.run({"update"}) == 0);
  CHECK(f.clock.sleeps.empty());
  CHECK(has(f.http.requests[1].headers[0].value, "20330518T0433") ||
        has(f.http.requests[1].headers[1].value, "20330518T0433"));
  // The next run starts with the corrected clock.
  f.http.reply(200, home("198.51.101.7"), date);
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 1);
  CHECK(f.run({"status"}) == 0);
  CHECK(has(f.terminal.out_text, "off by 3600 s"));
}

TEST(round_does_not_chase_a_clock_for_ever) {
  Fixture f;
  for (int i = 0; i < 9; ++i) {
    f.http.reply(403,
                 refusal("SignatureDoesNotMatch", "Signature expired: a is now earlier than b"),
                 {{"Date", compose("Wed, 18 May 2033 0{}:33:20 GMT", i)}});
  }
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() == 2);
}

TEST(round_signs_nothing_before_the_clock_is_set) {
  Fixture f;
  f.clock.time = utc_time(5);
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.empty());
  CHECK(has(f.terminal.err_text, "1970-01-01T00:00:05Z"));
}

// The account's five requests a second are not ours alone.
TEST(round_of_many_zones_asks_route53_five_times_a_second) {
  std::string config;
  for (int i = 0; i < 12; ++i) {
    config += compose("[record h{}.example.com]\nsource = static 198.51.101.7\nzone = Z{}\n", i, i);
  }
  Fixture f(config);
  for (int i = 0; i < 12; ++i) {
    const std::string name = compose("h{}.example.com", i);
    f.http.reply(200, listing(record_set(name, "A", "198.51.101.7")));
  }
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 12);
  CHECK(f.clock.moment == Moment(2s));
}

}  // namespace
}  // namespace wan53
