// SPDX-License-Identifier: MIT
// The round through the command line, on fakes: several records, options, announcements, what is
// kept.
#include "base/compose.h"
#include "ddns/recent.h"
#include "ddns/state.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

TEST(round_finds_a_remembered_zone_anew_when_it_is_gone) {
  Fixture f("[record example.com]\nsource = static 198.51.101.7\n");
  const std::string apex = listing(record_set("example.com", "A", "198.51.101.7"));
  f.http.reply(200, zones(zone("ZOLD", "example.com")));
  f.http.reply(200, apex);
  CHECK(f.run({"update"}) == 0);
  f.http.reply(404, refusal("NoSuchHostedZone"));
  f.http.reply(200, zones(zone("ZNEW", "example.com")));
  f.http.reply(200, apex);
  CHECK(f.run({"update"}) == 0);
  CHECK(has(f.state(), "ZNEW"));
  CHECK(!has(f.state(), "ZOLD"));
}

TEST(round_does_not_let_a_bad_record_hold_back_good_ones) {
  Fixture f(
      "[record a.example.com]\nsource = static 198.51.101.7\nzone = Z111\n"
      "[record b.example.com]\nsource = static 198.51.101.7\nzone = Z111\n");
  f.http.reply(200, listing(""));
  f.http.reply(400, refusal("InvalidChangeBatch", "a CNAME is there"));
  f.http.reply(400, refusal("InvalidChangeBatch", "a CNAME is there"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 4);
  CHECK(has(f.terminal.err_text, "a.example.com A: refused"));
  CHECK(has(f.terminal.out_text, "b.example.com A: created"));
}

TEST(round_pages_through_the_sets_of_one_name) {
  Fixture f(compose("{}set-identifier = c\n", kRecord));
  const auto weighted = [](std::string_view id) {
    return record_set("home.example.com", "A", "198.51.101.6",
                      compose("<SetIdentifier>{}</SetIdentifier><Weight>1</Weight>", id));
  };
  std::string first = listing(weighted("a") + weighted("b"));
  const std::string_view end = "<IsTruncated>false</IsTruncated>";
  first.replace(first.find(end), end.size(),
                "<IsTruncated>true</IsTruncated><NextRecordName>home.example.com.</NextRecordName>"
                "<NextRecordType>A</NextRecordType><NextRecordIdentifier>c</NextRecordIdentifier>");
  f.http.reply(200, first);
  f.http.reply(200, listing(weighted("c")));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(has(f.http.requests[1].url, "&identifier=c"));
  CHECK(has(f.http.requests[2].body, "<SetIdentifier>c</SetIdentifier><Weight>1</Weight>"));
  CHECK(!has(f.http.requests[2].body, "<SetIdentifier>a"));
}

TEST(round_dry_run_writes_nothing_anywhere) {
  Fixture f;
  f.http.reply(200, home("198.51.101.6"));
  CHECK(f.run({"update", "--dry-run"}) == 0);
  CHECK(f.http.requests.size() == 1);
  CHECK(f.files.writes == 0);
  CHECK(f.files.folders.empty());
  CHECK(has(f.terminal.out_text, "planned"));
}

TEST(round_force_writes_what_is_right_already) {
  Fixture f;
  f.http.reply(200, home("198.51.101.7"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update", "--force"}) == 0);
  CHECK(f.http.count("POST") == 1);
}

TEST(round_if_due) {
  Fixture f("[record home.example.com]\nsource = interface eth0\nzone = Z111\n");
  f.interfaces.on_eth0 = {{"198.51.101.7", false, 24, true, true}};
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.empty());
  // A wall clock that jumps makes nothing due; another address, check-interval, another config and
  // another boot do.
  f.clock.time -= std::chrono::days(10 * 365);
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.empty());
  f.clock.time += std::chrono::days(10 * 365);
  f.interfaces.on_eth0 = {{"198.51.101.8", false, 24, true, true}};
  f.http.reply(200, home("198.51.101.8"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  f.clock.moment += 6h;
  f.http.reply(200, home("198.51.101.8"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  f.files.put(kConfigPath, "[record home.example.com]\nsource = interface eth0\nzone = Z222\n");
  f.http.reply(200, home("198.51.101.8"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  f.files.put("/proc/sys/kernel/random/boot_id", "another\n");
  f.http.reply(200, home("198.51.101.8"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
}

TEST(round_ip_option_replaces_the_source) {
  Fixture f;
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update", "--ip", "198.51.101.99"}) == 0);
  CHECK(has(f.http.requests[1].body, "<Value>198.51.101.99</Value>"));
  CHECK(f.run({"update", "--ip", "198.51.101.256"}) == 1);
  CHECK(f.run({"update", "--ip", "2a00:1450::7"}) == 1);
  CHECK(f.run({"update", "--ip=10.0.0.1"}) == 4);
  CHECK(f.http.requests.empty());
}

TEST(round_waits_until_the_change_is_everywhere) {
  Fixture f;
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  const auto get_change = [](std::string_view status) {
    std::string text = change_info(status);
    for (std::size_t at; (at = text.find("ChangeResourceRecordSets")) != text.npos;) {
      text.replace(at, 24, "GetChange");
    }
    return text;
  };
  f.http.reply(200, get_change("PENDING"));
  f.http.reply(200, get_change("INSYNC"));
  CHECK(f.run({"update", "--wait"}) == 0);
  CHECK(f.http.requests.size() == 4);
  CHECK(has(f.http.requests[2].url, "/2013-04-01/change/C1"));
  // It has a bound.
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  for (int i = 0; i < 400; ++i) f.http.reply(200, get_change("PENDING"));
  CHECK(f.run({"update", "--wait"}) == 3);
  CHECK(has(f.terminal.out_text, "changed"));
  CHECK(f.http.requests.size() < 200);
}

TEST(round_announces_changes_and_says_when_that_fails) {
  Fixture f(
      compose("[publish]\nsns-topic-arn = "
              "arn:aws:sns:eu-west-1:111122223333:home\nmetric-namespace = Home/DDNS\n{}",
              kRecord));
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  f.http.reply(403, refusal("AuthorizationError"));
  f.http.reply(200, "<PutMetricDataResponse/>");
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 4);
  CHECK(has(f.http.requests[2].url, "https://sns.eu-west-1.amazonaws.com/"));
  CHECK(has(f.http.requests[2].body,
            "Message=IP%20for%20home.example.com%20changed%20from%20198.51.101.6%20to%20"
            "198.51.101.7%20via%20request%20from%20static"));
  CHECK(has(f.http.requests[3].body, "Value=1"));
  CHECK(has(f.terminal.err_text, "warning: SNS Publish"));
  // Unchanged: no message, but the heartbeat.
  f.http.reply(200, home("198.51.101.7"));
  f.http.reply(200, "<PutMetricDataResponse/>");
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 2);
  CHECK(has(f.http.requests[1].body, "Value=0"));
}

TEST(round_sends_a_message_again_whose_reply_was_lost) {
  Fixture f(
      compose("[publish]\nsns-topic-arn = arn:aws:sns:eu-west-1:111122223333:home\n{}", kRecord));
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  f.http.lose_reply();
  f.http.reply(503, "");
  f.http.reply(200, "<PublishResponse/>");
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 5);
  CHECK_TEXT(f.terminal.err_text, "");
}

TEST(round_tells_the_owner_once_that_he_must_act) {
  Fixture f(
      compose("[publish]\nnotify = never\nsns-topic-arn = "
              "arn:aws:sns:eu-west-1:111122223333:home\n{}",
              kRecord));
  f.http.reply(403, refusal("AccessDenied"));
  f.http.reply(200, "<PublishResponse/>");
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() == 2);
  CHECK(has(f.http.requests[1].body, "DDNS%20IP%20check%20failed"));
  f.http.reply(403, refusal("AccessDenied"));
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() == 1);
}

TEST(round_names_the_address_that_it_refused) {
  Fixture f(
      compose("[publish]\nsns-topic-arn = arn:aws:sns:eu-west-1:111122223333:home\n{}", kRecord));
  f.http.reply(200, "<PublishResponse/>");
  CHECK(f.run({"update", "--ip", "100.64.1.2"}) == 4);
  CHECK(f.http.requests.size() == 1);
  CHECK(has(f.http.requests[0].body, "fromip%20%3D%20--ip%2C%20newip%20%3D%20100.64.1.2%29"));
  CHECK(f.run({"status", "--json"}) == 4);
  CHECK(has(f.terminal.out_text, "\"observed\":\"100.64.1.2\""));
}

TEST(status_says_what_it_cannot_read_and_who_makes_the_next_round) {
  Fixture f;
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.run({"status"}) == 0);
  CHECK_TEXT(f.terminal.err_text, "");
  CHECK(has(f.terminal.out_text, ", once the daemon runs"));
  f.bus.answer = Bus::Sent::delivered;
  CHECK(f.run({"status"}) == 0);
  CHECK(!has(f.terminal.out_text, "once the daemon runs"));
  f.files.put("/var/lib/wan53/state.json", std::string(kMaxStoredBytes + 1, ' '));
  CHECK(f.run({"status"}) == 0);
  CHECK(has(f.terminal.err_text, "wan53: /var/lib/wan53/state.json: too large"));
}

TEST(round_survives_a_full_disk) {
  Fixture f;
  f.files.full = true;
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 4);
  CHECK(has(f.terminal.out_text, "changed"));
  CHECK(has(f.terminal.err_text, "no space left"));
}

TEST(round_respects_the_lock) {
  Fixture f;
  f.files.locked = true;
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.empty());
}

TEST(secrets_stay_out_of_every_output) {
  Fixture f;
  f.http.reply(403, refusal("SignatureDoesNotMatch", "the canonical string ..."));
  CHECK(f.run({"update"}) == 4);
  const std::string secret = "wJalrXUtnFEMI";
  CHECK(!has(f.terminal.err_text, secret) && !has(f.terminal.out_text, secret));
  CHECK(f.run({"config", "show"}) == 0);
  CHECK(!has(f.terminal.out_text, secret));
  CHECK(!has(f.terminal.out_text, "AKIAIOSFODNN7EXAMPLE"));
  for (const auto& [path, file] : f.files.files) {
    CHECK_ROW(path, path == "/etc/wan53/credentials" || !has(file.text, secret));
  }
}

}  // namespace
}  // namespace wan53
