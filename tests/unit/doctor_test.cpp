// SPDX-License-Identifier: MIT
// What `doctor` finds, each thing once good and once bad.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

std::string caller() {
  return "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
         "<GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/home</Arn>"
         "<UserId>A</UserId><Account>111122223333</Account></GetCallerIdentityResult>"
         "</GetCallerIdentityResponse>";
}

std::string ns_record() {
  return listing(
      "<ResourceRecordSet><Name>example.com.</Name><Type>NS</Type><TTL>172800</TTL>"
      "<ResourceRecords><ResourceRecord><Value>ns-2.awsdns.net.</Value></ResourceRecord>"
      "<ResourceRecord><Value>NS-1.awsdns.org.</Value></ResourceRecord></ResourceRecords>"
      "</ResourceRecordSet>");
}

// In the order in which the doctor asks: who are we, the record, the zone's servers, those of the
// record's name.
struct DoctorFixture : RouterFixture {
  DoctorFixture() {
    http.reply(200, caller());
    http.reply(200, home("198.51.101.7"));
    http.reply(200, ns_record());
    http.reply(200, listing(""));
    dns.servers["example.com"] = {"ns-1.awsdns.org", "ns-2.awsdns.net"};
    bus.answer = Bus::Sent::delivered;
    nvram("jffs2_scripts", "1");
    processes.answers.insert_or_assign("cru l",
                                       Processes::Ended{0, "*/5 * * * * wan53 ensure #wan53#\n"});
    for (const char* hook : {"services-start", "wan-event", "dhcpc-event", "service-event"}) {
      files.put(compose("/jffs/scripts/{}", hook), "#!/bin/sh\nwan53 notify x\n", 0755);
    }
  }
  bool found(std::string_view line) const { return has(terminal.out_text, line); }
};

// The record set is right, and nobody ever sees it.
TEST(doctor_tells_of_a_name_that_is_delegated_elsewhere) {
  const std::string nothing = listing("");
  const auto sent_on = [](std::string_view name) {
    return listing(record_set(name, "NS", "NS.other.example."));
  };
  const struct {
    const char* name;
    std::vector<std::string> answers;  // to the searches for NS sets, upwards
    const char* expected;              // empty: nothing is said
  } rows[] = {
      {"home.example.com",
       {sent_on("home.example.com")},
       "warn  delegation    home.example.com A: resolvers are sent on to ns.other.example"},
      {"a.home.example.com",
       {nothing, sent_on("home.example.com")},
       "-> remove the NS record set of home.example.com"},
      {"*.home.example.com",
       {nothing, sent_on("home.example.com")},
       "warn  delegation    *.home.example.com A: resolvers are sent on to ns.other.example"},
      {"home.example.com", {sent_on("home2.example.com")}, ""},
      {"example.com", {}, ""},
  };
  for (const auto& row : rows) {
    DoctorFixture f;
    f.files.put(kConfigPath, compose("[record {}]\nsource = wan\nzone = Z111\n", row.name));
    f.http.answers.pop_back();
    for (const auto& answer : row.answers) f.http.reply(200, answer);
    CHECK_ROW(row.name, f.run({"doctor"}) == 0);
    CHECK_ROW(row.name, f.found("sent on to") == (*row.expected != '\0'));
    CHECK_ROW(f.terminal.out_text, f.found(row.expected));
    CHECK_ROW(row.name, f.http.answers.empty());
  }
}

// Each is what a router without a disk runs. One that is not is no hook in place.
TEST(doctor_knows_which_hooks_run_without_a_disk) {
  const struct {
    const char* text;
    bool in_place;
  } rows[] = {
      {"#!/bin/sh\nwan53\n", true},
      {"#! /bin/sh -x\nwan53\n", true},
      {"#!/bin/ash\nwan53\n", true},
      {"#!/usr/bin/env sh\nwan53\n", true},
      {"#!/bin/sh\r\nwan53\r\n", false},
      {"#!/bin/bash\nwan53\n", false},
      {"#!/opt/bin/sh\nwan53\n", false},
      {"#!/tmp/mnt/usb/ash\nwan53\n", false},
      {"#!/usr/bin/env ash\nwan53\n", true},
      {"#!\nwan53\n", false},
      {"wan53\n", true},
  };
  for (const auto& row : rows) {
    DoctorFixture f;
    f.files.put("/jffs/scripts/wan-event", row.text, 0755);
    CHECK_ROW(row.text, f.run({"doctor"}) == 0);
    CHECK_ROW(row.text, f.found("ok    hooks         in place") == row.in_place);
    CHECK_ROW(row.text, f.found("warn  hooks") != row.in_place);
  }
  DoctorFixture f;
  f.files.put("/jffs/scripts/wan-event", "#!/bin/sh\nwan53\n", 0644);
  CHECK(f.run({"doctor"}) == 0 && !f.found("in place"));
  DoctorFixture off;
  off.nvram("jffs2_scripts", "0");
  CHECK(off.run({"doctor"}) == 0 && !off.found("in place"));
}

// Who has done it by hand has no page that would need it.
TEST(doctor_misses_no_hook_of_an_addon_that_is_not_there) {
  DoctorFixture f;
  (void)f.files.remove("/jffs/scripts/service-event");
  CHECK(f.run({"doctor"}) == 0);
  CHECK(f.found("ok    hooks"));
}

TEST(doctor_finds_nothing_wrong) {
  DoctorFixture f;
  CHECK(f.run({"doctor"}) == 0);
  CHECK(!f.found("fail"));
  for (const char* line : {"ok    clock", "ok    wan           wan0 on eth0 has 198.51.101.7",
                           "ok    address       home.example.com A: 198.51.101.7 from wan0",
                           "ok    keys          arn:aws:iam::111122223333:user/home",
                           "ok    route53       home.example.com A: 198.51.101.7 in Z111",
                           "ok    delegation    example.com is delegated to this hosted zone",
                           "ok    hooks         in place; none has fired since boot",
                           "ok    cron          calls wan53", "ok    daemon        runs",
                           "warn  last round    no round has succeeded since boot"}) {
    CHECK_ROW(line, f.found(line));
  }
  CHECK(f.http.count("POST") == 1);  // STS; nothing was written
}

TEST(doctor_says_what_is_wrong_and_how_to_fix_it) {
  struct Row {
    const char* label;
    void (*harm)(DoctorFixture&);
    const char* expected;
    int exit;
  };
  const Row kRows[] = {
      {"clock", [](DoctorFixture& f) { f.nvram("ntp_ready", "0"); }, "fail  clock", 4},
      {"clock in the past", [](DoctorFixture& f) { f.clock.time = utc_time(1'525'496'710); },
       "is before this program was built", 4},
      {"wan", [](DoctorFixture& f) { f.nvram("wan0_state_t", "4"); },
       "warn  wan           wan0 is stopped", 0},
      {"key",
       [](DoctorFixture& f) {
         f.http.answers[0] = HttpReply{403, {}, refusal("AccessDenied")};
       },
       "fail  keys", 4},
      {"no key file", [](DoctorFixture& f) { (void)f.files.remove("/etc/wan53/credentials"); },
       "-> `wan53 setup`", 2},
      {"no config", [](DoctorFixture& f) { (void)f.files.remove(kConfigPath); }, "-> `wan53 setup`",
       2},
      {"list",
       [](DoctorFixture& f) {
         f.http.answers[1] = HttpReply{403, {}, refusal("AccessDenied")};
       },
       "fail  route53", 4},
      {"delegation", [](DoctorFixture& f) { f.dns.servers["example.com"] = {"ns.other.example"}; },
       "resolvers are sent to ns.other.example", 4},
      {"not delegated", [](DoctorFixture& f) { f.dns.servers["example.com"] = {}; },
       "resolvers are sent to no server", 4},
      {"no dns", [](DoctorFixture& f) { f.dns.servers.clear(); }, "warn  delegation", 0},
      {"hook", [](DoctorFixture& f) { (void)f.files.remove("/jffs/scripts/wan-event"); },
       "warn  hooks         wan53 is not called in wan-event", 0},
      {"hook of the addon",
       [](DoctorFixture& f) {
         (void)f.files.remove("/jffs/scripts/service-event");
         f.files.put("/jffs/addons/wan53/wan53.sh", "#!/bin/sh\n");
         for (const char* file : {"wan53.conf", "credentials"}) {
           const auto* elsewhere = f.files.find(compose("/etc/wan53/{}", file));
           f.files.put(compose("/jffs/addons/wan53/{}", file), std::string(elsewhere->text));
         }
       },
       "warn  hooks         wan53 is not called in service-event", 0},
      {"hook without x",
       [](DoctorFixture& f) { f.files.put("/jffs/scripts/wan-event", "wan53", 0644); },
       "chmod +x /jffs/scripts/wan-event", 0},
      {"a shell on a disk",
       [](DoctorFixture& f) {
         f.files.put("/jffs/scripts/services-start", "#!/opt/bin/bash\nwan53\n", 0755);
       },
       "warn  hooks         /jffs/scripts/services-start runs only with a disk, or never: it "
       "begins with #!/opt/bin/bash",
       0},
      {"a shell by its name",
       [](DoctorFixture& f) {
         f.files.put("/jffs/scripts/wan-event", "#! /usr/bin/env bash\nwan53\n", 0755);
       },
       "/jffs/scripts/wan-event runs only with a disk, or never: it begins with #! /usr/bin/env",
       0},
      {"the firmware's kind of shell on a stick",
       [](DoctorFixture& f) {
         f.files.put("/jffs/scripts/wan-event", "#!/mnt/usb/bin/sh -e\nwan53\n", 0755);
       },
       "it begins with #!/mnt/usb/bin/sh -e", 0},
      {"scripts off", [](DoctorFixture& f) { f.nvram("jffs2_scripts", "0"); },
       "custom scripts are off", 0},
      {"cron",
       [](DoctorFixture& f) {
         f.processes.answers.insert_or_assign("cru l", Processes::Ended{0, ""});
       },
       "no cron job (cru) calls wan53", 0},
      {"disk", [](DoctorFixture& f) { f.files.full = true; }, "no space left on device", 4},
      {"daemon", [](DoctorFixture& f) { f.bus.answer = Bus::Sent::nobody; },
       "warn  daemon        is not running", 0},
      {"config", [](DoctorFixture& f) { f.files.put(kConfigPath, "[record x]\n"); },
       "-> `wan53 config check`", 2},
  };
  for (const Row& row : kRows) {
    DoctorFixture f;
    row.harm(f);
    const int exit = f.run({"doctor"});
    CHECK_ROW(row.label, f.found(row.expected));
    CHECK_ROW(row.label, exit == row.exit);
    CHECK_ROW(row.label, f.found("-> "));
  }
}

// After a refusal, an earlier success is not reported.
TEST(doctor_shows_what_became_of_the_last_round) {
  DoctorFixture f;
  f.http.answers.push_front(HttpReply{403, {}, refusal("AccessDenied", "no")});
  f.http.answers.push_front(HttpReply{200, {}, home("198.51.101.7")});
  CHECK(f.run({"update"}) == 0);
  CHECK(f.run({"update"}) == 4);
  CHECK(f.run({"doctor"}) == 4);
  CHECK(
      f.found("fail  last round    home.example.com A: refused: Route 53 ListResourceRecordSets"));
  CHECK(!f.found("good, "));
}

TEST(doctor_says_how_long_ago_the_last_good_round_was) {
  const struct {
    Milliseconds age;
    const char* expected;
  } rows[] = {{0s, "ok    last round    good, 0 s ago"},
              {12h, "ok    last round    good, 12 h ago"},
              {12h + 1s, "warn  last round    the last good one was 12 h ago"},
              {120h, "warn  last round    the last good one was 5 d ago"}};
  for (const auto& row : rows) {
    DoctorFixture f;  // check-interval is 6 h
    f.http.answers.push_front(HttpReply{200, {}, home("198.51.101.7")});
    CHECK_ROW(row.expected, f.run({"update"}) == 0);
    f.clock.pass(row.age);
    CHECK_ROW(row.expected, f.run({"doctor"}) == 0);
    CHECK_ROW(row.expected, f.found(row.expected));
    CHECK_ROW(row.expected, f.found("-> `wan53 status` says what is wrong") ==
                                std::string_view(row.expected).starts_with("warn"));
  }
}

// By the same clock as the last round.
TEST(doctor_counts_the_age_of_the_last_good_round_by_the_corrected_clock) {
  DoctorFixture f;
  f.http.answers.push_front(
      HttpReply{200, {{"Date", "Mon, 16 May 2033 03:33:20 GMT"}}, home("198.51.101.7")});
  CHECK(f.run({"update"}) == 0);
  CHECK(f.run({"doctor"}) == 0);
  CHECK(f.found("ok    last round    good, 0 s ago"));
}

TEST(doctor_says_why_no_round_could_run) {
  DoctorFixture f;
  (void)f.files.remove("/etc/wan53/credentials");
  CHECK(f.run({"update"}) == 2);
  f.files.put("/etc/wan53/credentials", kKey);
  CHECK(f.run({"doctor"}) == 2);
  CHECK(f.found("fail  last round    /etc/wan53/credentials: no such file"));
  CHECK(!f.found("no round has succeeded"));
}

TEST(doctor_says_what_an_update_would_refuse) {
  const struct {
    const char* type;
    const char* content;
    const char* expected;
  } rows[] = {
      {"A",
       "<AliasTarget><HostedZoneId>Z2</HostedZoneId><DNSName>d111.cloudfront.net.</DNSName>"
       "<EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>",
       "home.example.com A is an alias"},
      {"CNAME",
       "<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>x.example.</Value></ResourceRecord>"
       "</ResourceRecords>",
       "home.example.com has a CNAME, and nothing can stand next to one"},
  };
  for (const auto& row : rows) {
    DoctorFixture f;
    f.http.answers[1] = HttpReply{
        200,
        {},
        listing(compose(
            "<ResourceRecordSet><Name>home.example.com.</Name><Type>{}</Type>{}</ResourceRecordSet>",
            row.type, row.content))};
    CHECK_ROW(row.type, f.run({"doctor", "--write"}) == 4);
    CHECK_ROW(row.type, f.found(row.expected));
    CHECK_ROW(row.type, f.http.count("POST") == 1);
  }
}

TEST(doctor_writes_through_a_gateway_only_what_it_has_confirmed) {
  DoctorFixture f;
  f.files.put(kConfigPath,
              "[publish]\nvia = gateway\ngateway-url = https://api.example.com/ddns\n"
              "[record home.example.com]\n");
  f.http.answers.resize(1);
  f.http.reply(200, "{\"errorMessage\":\"wan53-dry-run is no address\"}");
  CHECK(f.run({"doctor", "--write"}) == 0);
  CHECK(f.found("warn  write         home.example.com A: the address is not published yet"));
  CHECK(f.http.requests.size() == 2);
}

TEST(doctor_writes_only_when_asked_and_exactly_what_is_there) {
  DoctorFixture f;
  f.http.answers.insert(f.http.answers.begin() + 2, HttpReply{200, {}, change_info()});
  CHECK(f.run({"doctor", "--write"}) == 0);
  CHECK(f.found("ok    write         home.example.com A: written again as it was"));
  const std::string& body = f.http.requests[2].body;
  CHECK(has(body, "<Action>UPSERT</Action>"));
  CHECK(has(body, record_set("home.example.com", "A", "198.51.101.7")));
}

TEST(doctor_writes_nothing_beside_another_round) {
  DoctorFixture f;
  f.files.locked = true;
  CHECK(f.run({"doctor", "--write"}) == 3);
  CHECK(f.found("fail  write         /run/wan53/lock: held by another process"));
  CHECK(std::ranges::none_of(
      f.http.requests, [](const HttpRequest& request) { return has(request.body, "UPSERT"); }));
}

}  // namespace
}  // namespace wan53
