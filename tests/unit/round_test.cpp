// SPDX-License-Identifier: MIT
// The round through the command line, on fakes: every fault that a real server cannot produce on demand,
// and the promises about requests, writes and exit statuses.
#include "app/cli.h"
#include "base/text.h"
#include "fakes.h"
#include "test.h"

namespace wan53 {
namespace {

constexpr const char* kConfigPath = "/etc/wan53/wan53.conf";
constexpr const char* kRecord =
    "[record home.example.com]\nsource = static 198.51.101.7\nzone = Z111\nttl = 120\n";
constexpr const char* kKey =
    "[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n";

constexpr std::string_view kNamespace = "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";

std::string record_set(std::string_view name, std::string_view type, std::string_view value,
                       std::string_view extra = {}) {
  return concat({"<ResourceRecordSet><Name>", name, ".</Name><Type>", type, "</Type>", extra,
                 "<TTL>120</TTL><ResourceRecords><ResourceRecord><Value>", value,
                 "</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>"});
}

std::string listing(std::string_view sets) {
  return concat({"<?xml version=\"1.0\"?>\n<ListResourceRecordSetsResponse ", kNamespace,
                 "><ResourceRecordSets>", sets,
                 "</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>4</MaxItems>"
                 "</ListResourceRecordSetsResponse>"});
}

std::string home(std::string_view value) {
  return listing(record_set("home.example.com", "A", value));
}

std::string change_info(std::string_view status = "PENDING") {
  return concat({"<?xml version=\"1.0\"?>\n<ChangeResourceRecordSetsResponse ", kNamespace,
                 "><ChangeInfo><Id>/change/C1</Id><Status>", status,
                 "</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo>"
                 "</ChangeResourceRecordSetsResponse>"});
}

std::string zones(std::string_view entries) {
  return concat({"<?xml version=\"1.0\"?>\n<ListHostedZonesByNameResponse ", kNamespace,
                 "><HostedZones>", entries,
                 "</HostedZones><IsTruncated>false</IsTruncated><MaxItems>20</MaxItems>"
                 "</ListHostedZonesByNameResponse>"});
}

std::string zone(std::string_view id, std::string_view name, bool is_private = false) {
  return concat({"<HostedZone><Id>/hostedzone/", id, "</Id><Name>", name,
                 ".</Name><CallerReference>r</CallerReference><Config><PrivateZone>",
                 is_private ? "true" : "false",
                 "</PrivateZone></Config><ResourceRecordSetCount>2</ResourceRecordSetCount>"
                 "</HostedZone>"});
}

std::string refusal(std::string_view code, std::string_view message = "no") {
  return concat({"<ErrorResponse ", kNamespace, "><Error><Type>Sender</Type><Code>", code,
                 "</Code><Message>", message,
                 "</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"});
}

struct Fixture : test::FakeWorld {
  explicit Fixture(std::string_view config = kRecord) {
    files.put(kConfigPath, std::string(config));
    files.put("/etc/wan53/credentials", kKey);
  }
  int run(std::initializer_list<std::string_view> arguments) {
    terminal.out_text.clear();
    terminal.err_text.clear();
    http.requests.clear();
    return run_cli(world, arguments);
  }
  std::string state() const {
    const auto* file = files.find("/var/lib/wan53/state.json");
    return file == nullptr ? "" : file->text;
  }
};

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

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

// Mistake 4: a failed read must never lead to a write.
TEST(mistake_4_failed_read_never_writes) {
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

// Mistake 5: failures show in the exit status, and an unknown address deletes nothing.
TEST(mistake_5_unknown_address_touches_nothing) {
  Fixture f("[record home.example.com]\nzone = Z111\nsource = interface ppp9\n");
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.empty());
  CHECK(has(f.terminal.err_text, "ppp9"));
}

TEST(round_families_stand_alone) {
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
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 5);
  CHECK(f.clock.sleeps.size() == 3);
}

TEST(round_gives_up_after_a_few_tries_and_backs_off) {
  Fixture f;
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.size() == 4);
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.empty());
  f.clock.sleep_ms(3'600'000);
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
    f.http.reply(403, refusal("SignatureDoesNotMatch", "Signature expired: a is now earlier than b"),
                 {{"Date", concat({"Wed, 18 May 2033 0", to_text(i), ":33:20 GMT"})}});
  }
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.size() == 2);
}

TEST(round_signs_nothing_before_the_clock_is_set) {
  Fixture f;
  f.clock.wall_s = 5;
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.empty());
  CHECK(has(f.terminal.err_text, "1970-01-01T00:00:05Z"));
}

// Mistake 6: the longest suffix wins, the next zone is not ours, and private zones never count.
TEST(mistake_6_zone_discovery) {
  const std::string no_zone_config =
      "[record a.home.example.com]\nsource = static 198.51.101.7\n";
  const struct {
    const char* label;
    std::vector<std::string> answers;
    int exit;
    const char* id;
  } rows[] = {
      {"next zone is another",
       {zones(zone("ZNEXT", "zzz.org")), zones(zone("ZHOME", "home.example.com"))},
       0,
       "ZHOME"},
      {"private zone of the same name",
       {zones(""), zones(zone("ZPRIV", "home.example.com", true) + zone("ZPUB", "home.example.com"))},
       0,
       "ZPUB"},
      {"delegated child before its parent",
       {zones(zone("ZCHILD", "a.home.example.com") + zone("ZOTHER", "b.home.example.com"))},
       0,
       "ZCHILD"},
      {"two public zones",
       {zones(zone("Z1", "a.home.example.com") + zone("Z2", "a.home.example.com"))},
       4,
       ""},
      {"none at all",
       {zones(""), zones(""), zones(zone("ZP", "example.com", true)), zones("")},
       4,
       ""},
  };
  for (const auto& row : rows) {
    Fixture f(no_zone_config);
    for (const auto& answer : row.answers) f.http.reply(200, answer);
    if (row.exit == 0) f.http.reply(200, listing(record_set("a.home.example.com", "A", "198.51.101.7")));
    CHECK_ROW(row.label, f.run({"update"}) == row.exit);
    if (row.exit != 0) continue;
    CHECK_ROW(row.label, has(f.http.requests.back().url, concat({"/hostedzone/", row.id, "/rrset"})));
    // The id is remembered: the next round asks once.
    f.http.reply(200, listing(record_set("a.home.example.com", "A", "198.51.101.7")));
    CHECK_ROW(row.label, f.run({"update"}) == 0);
    CHECK_ROW(row.label, f.http.requests.size() == 1);
  }
}

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
  f.http.reply(200, listing(""));
  f.http.reply(400, refusal("InvalidChangeBatch", "a CNAME is there"));
  f.http.reply(400, refusal("InvalidChangeBatch", "a CNAME is there"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 4);
  CHECK(has(f.terminal.err_text, "a.example.com A: refused"));
  CHECK(has(f.terminal.out_text, "b.example.com A: created"));
}

TEST(round_pages_through_the_sets_of_one_name) {
  Fixture f(concat({kRecord, "set-identifier = c\n"}));
  const auto weighted = [](std::string_view id) {
    return record_set("home.example.com", "A", "198.51.101.6",
                      concat({"<SetIdentifier>", id, "</SetIdentifier><Weight>1</Weight>"}));
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
  f.interfaces.on_eth0 = {{"198.51.101.7", false, true, true}};
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.empty());
  // Another address, check-interval, another config, a clock that went back: each makes it due.
  f.interfaces.on_eth0 = {{"198.51.101.8", false, true, true}};
  f.http.reply(200, home("198.51.101.8"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  f.clock.wall_s += 6 * 3600;
  f.http.reply(200, home("198.51.101.8"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  f.files.put(kConfigPath, "[record home.example.com]\nsource = interface eth0\nzone = Z222\n");
  f.http.reply(200, home("198.51.101.8"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  f.clock.wall_s -= 60;
  f.http.reply(200, home("198.51.101.8"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
}

TEST(round_ip_option_stands_in_for_the_source) {
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
  Fixture f(concat({"[publish]\nsns-topic-arn = arn:aws:sns:eu-west-1:111122223333:home\n"
                    "metric-namespace = Home/DDNS\n",
                    kRecord}));
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

TEST(round_tells_the_owner_once_that_he_must_act) {
  Fixture f(concat({"[publish]\nnotify = never\nsns-topic-arn = "
                    "arn:aws:sns:eu-west-1:111122223333:home\n",
                    kRecord}));
  f.http.reply(403, refusal("AccessDenied"));
  f.http.reply(200, "<PublishResponse/>");
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() == 2);
  CHECK(has(f.http.requests[1].body, "DDNS%20IP%20check%20failed"));
  f.http.reply(403, refusal("AccessDenied"));
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() == 1);
}

TEST(round_survives_a_full_disk) {
  Fixture f;
  f.files.full = true;
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 3);
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
