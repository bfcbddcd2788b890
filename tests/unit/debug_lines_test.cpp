// SPDX-License-Identifier: MIT
// What -v and log-level = debug say: each observation, exchange, wait and decision, and no secret.
#include "account_fixture.h"
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kRead = "GET route53.amazonaws.com/2013-04-01/hostedzone/Z111/rrset";
constexpr const char* kWrite = "POST route53.amazonaws.com/2013-04-01/hostedzone/Z111/rrset/";
constexpr const char* kPublish =
    "[publish]\nsns-topic-arn = arn:aws:sns:us-east-1:111122223333:home\n"
    "metric-namespace = Home/DDNS\n";

std::string bytes(std::string_view body) { return to_text(static_cast<std::int64_t>(body.size())); }

TEST(verbose_update_says_all_that_it_sees_asks_and_decides) {
  Fixture f;
  const std::string listed = home("198.51.101.1");
  f.http.reply(200, listed);
  f.http.reply(200, change_info());
  CHECK(f.run({"update", "-v"}) == 0);
  CHECK_TEXT(f.terminal.err_text,
             compose("wan53: home.example.com A: 198.51.101.7 (static)\nwan53: a round runs: "
                     "wan53 update\nwan53: the key comes from /etc/wan53/credentials "
                     "[default]\nwan53: {}: 200, {} bytes after 0 ms, new connection\nwan53: "
                     "home.example.com A in zone Z111: update: published 198.51.101.1 with TTL "
                     "120, wanted 198.51.101.7 with TTL 120\nwan53: {}: 200, {} bytes after 0 ms, "
                     "kept connection\nwan53: next cycle in 6 h\n",
                     kRead, bytes(listed), kWrite, bytes(change_info())));
  CHECK(has(f.terminal.out_text, "home.example.com A: changed: "));
  // Only when asked to.
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(f.terminal.err_text, "");
  CHECK(std::ranges::none_of(f.log.lines,
                             [](const auto& line) { return line.first == LogLevel::debug; }));
}

// Each kind of line, wherever it comes from.
TEST(verbose_lines_of_each_kind) {
  const struct {
    const char* label;
    void (*prepare)(RouterFixture&);
    std::vector<std::string> lines;
  } rows[] = {
      {"a WAN, and what STUN saw",
       [](RouterFixture& f) {
         f.nvram("wan0_realip_ip", "198.51.101.7");
         f.nvram("wan0_realip_state", "2");
         f.http.reply(200, home("198.51.101.7"));
       },
       {"nvram: wan0 on eth0: address 198.51.101.7, STUN saw 198.51.101.7: connected",
        "home.example.com A: 198.51.101.7 (wan0)",
        "home.example.com A in zone Z111: keep: 198.51.101.7 with TTL 120 is published"}},
      {"a WAN that is down",
       [](RouterFixture& f) { f.nvram("wan0_state_t", "4"); },
       {"nvram: wan0 is stopped",
        "home.example.com A: no address, so the record is left as it is: wan0 is stopped (wan0)"}},
      {"the checkers",
       [](RouterFixture& f) {
         f.nvram("wan0_ipaddr", "100.64.0.7");
         f.http.reply(200, "198.51.101.9\n");
         f.http.reply(200, "198.51.101.9\n");
         f.http.reply(200, home("198.51.101.9"));
       },
       {"GET checkip.amazonaws.com: 200, 13 bytes after 0 ms, new connection",
        "wan0: the checkers say 198.51.101.9", "home.example.com A: 198.51.101.9 (wan0)"}},
      {"checkers that disagree",
       [](RouterFixture& f) {
         f.nvram("wan0_ipaddr", "100.64.0.7");
         f.http.reply(200, "198.51.101.9\n");
         f.http.reply(200, "198.51.101.10\n");
       },
       {"wan0: the checkers say the checkers disagree: 198.51.101.9 and 198.51.101.10"}},
      {"an interface",
       [](RouterFixture& f) {
         f.files.put(kConfigPath,
                     "[record home.example.com]\nsource = interface ppp0\nzone = Z111\n");
         f.interfaces.others["ppp0"] = {{.text = "198.51.101.4", .global = true, .lasting = true}};
       },
       {"addresses of ppp0: 198.51.101.4", "home.example.com A: 198.51.101.4 (ppp0)"}},
      {"no reply",
       [](RouterFixture& f) { f.http.cannot_connect(); },
       {compose("{}: no reply after 0 ms: no route", kRead),
        "trying again in 500 ms, after: Route 53 ListResourceRecordSets: no route"}},
      {"throttled",
       [](RouterFixture& f) {
         f.http.reply(400, refusal("Throttling", "Rate exceeded"), {{"Retry-After", "2"}});
         f.http.reply(200, home("198.51.101.7"));
       },
       {"trying again in 2000 ms, after: Route 53 ListResourceRecordSets: Throttling (400): Rate "
        "exceeded; "}},
      {"a write that met another",
       [](RouterFixture& f) {
         f.http.reply(200, home("198.51.101.1"));
         f.http.reply(400, refusal("PriorRequestNotComplete", "busy"));
         f.http.reply(200, home("198.51.101.7"));
       },
       {"reading again in 500 ms, after: Route 53 ChangeResourceRecordSets: "
        "PriorRequestNotComplete (400): busy; "}},
      {"a wrong clock",
       [](RouterFixture& f) {
         f.http.reply(403, refusal("SignatureDoesNotMatch", "Signature expired: is now earlier"),
                      {{"Date", "Wed, 18 May 2033 04:33:20 GMT"}});
         f.http.reply(200, home("198.51.101.7"));
       },
       {"this machine's clock is off; signatures are corrected by 3600 s"}},
      {"a new key",
       [](RouterFixture& f) {
         f.http.reply(403, refusal("InvalidClientTokenId"));
         f.http.reply(200, home("198.51.101.7"));
       },
       {"AWS does not know this access key; a new one takes up to 30 s"}},
      {"a record set that must not be edited",
       [](RouterFixture& f) {
         f.http.reply(200, listing(record_set("home.example.com", "CNAME", "x.example.net")));
       },
       {"home.example.com A in zone Z111: refuse: home.example.com has a CNAME"}},
      {"another round",
       [](RouterFixture& f) { f.files.locked = true; },
       {"waiting for another wan53 to finish"}},
  };
  for (const auto& row : rows) {
    RouterFixture f;
    row.prepare(f);
    (void)f.run({"update", "-v"});
    for (const auto& line : row.lines) {
      CHECK_ROW(compose("{}: {} in\n{}", row.label, line, f.terminal.err_text),
                has(f.terminal.err_text, compose("wan53: {}", line)));
    }
  }
}

TEST(verbose_says_where_dns_sends_a_zone) {
  AccountFixture f(kNoZone);
  f.account.zones = {{"Z1", "example.com"}, {"Z2", "home.example.com"}};
  f.delegate("Z2");
  CHECK(f.run({"update", "-v"}) == 0);
  CHECK(has(f.terminal.err_text,
            "wan53: DNS sends home.example.com to ns.else.example, ns-z2.awsdns.org\n"));
  CHECK(has(f.terminal.err_text, "wan53: a.home.example.com A in zone Z2: create: "));
}

TEST(verbose_says_what_the_firmware_is_told) {
  RouterFixture f;
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update", "-v"}) == 0);
  CHECK(has(f.terminal.err_text, "wan53: DDNS health for the firmware: right\n"));
}

TEST(verbose_says_why_no_round_runs) {
  Fixture f;
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.run({"update", "-v", "--if-due"}) == 0);
  CHECK(has(f.terminal.err_text, "wan53: no round is due: "));
}

TEST(log_at_level_debug_says_the_same) {
  Fixture f(compose("[publish]\nlog-level = debug\n{}", kRecord));
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(f.terminal.err_text, "");
  const auto logged = [&](std::string_view start) {
    return std::ranges::count_if(f.log.lines, [&](const auto& line) {
      return line.first == LogLevel::debug && line.second.starts_with(start);
    });
  };
  CHECK(logged("home.example.com A: 198.51.101.7 (static)") == 1);
  CHECK(logged(kRead) == 1);
  CHECK(logged("home.example.com A in zone Z111: keep: ") == 1);
  CHECK(logged("home.example.com A: unchanged: ") == 1);
  CHECK(logged("next cycle in ") == 1);
}

TEST(verbose_belongs_to_commands_that_do_work) {
  const struct {
    std::vector<std::string_view> words;
    int exit;
  } rows[] = {{{"-v", "update"}, 0},
              {{"update", "-v"}, 0},
              {{"-v", "status"}, 1},
              {{"status", "-v"}, 1},
              {{"run", "-v"}, 1},
              {{"version", "-v"}, 1},
              {{"-v"}, 1}};
  for (const auto& row : rows) {
    Fixture f;
    f.http.reply(200, home("198.51.101.7"));
    const int exit = run_cli(f.ports, row.words);
    CHECK_ROW(compose("{} {}", row.words.front(), row.words.back()), exit == row.exit);
    // It ends with the command.
    f.progress.note("later");
    CHECK(!has(f.terminal.err_text, "later"));
  }
}

// A header, a body and a query never get there, so no secret does.
TEST(verbose_lines_hold_no_secret) {
  const char* const kSecrets[] = {"wJalrXUtnFEMI", "bPxRfiCY",     "IQoJtoken",
                                  "Authorization", "Signature",    "X-Amz",
                                  "x-amz",         "111122223333", "AKIA"};
  const char* const kConfigs[] = {
      kPublish, "[publish]\nvia = gateway\ngateway-url = https://api.example.com/ddns/{host}\n"};
  for (const char* publish : kConfigs) {
    for (const char* log_level : {"log-level = debug\n", ""}) {
      Fixture f(compose("{}{}[record home.example.com]\nsource = static 198.51.101.7\n{}", publish,
                        log_level, publish == kPublish ? "zone = Z111\n" : ""));
      f.files.put("/etc/wan53/credentials", compose("{}aws_session_token = IQoJtoken\n", kKey));
      f.http.reply(200, home("198.51.101.1"));
      f.http.reply(200, change_info());
      f.http.reply(403, refusal("SignatureDoesNotMatch",
                                "The Canonical String was 'GET x-amz-security-token:IQoJtoken'"));
      (void)f.run({"update", "-v"});
      std::string all = f.terminal.err_text;
      for (const auto& line : f.log.lines) all += compose("{}\n", line.second);
      CHECK_ROW(all, f.http.requests.size() >= 1);
      for (const char* secret : kSecrets) {
        // The word in the name of the service's error is none.
        std::string_view rest = all;
        bool found = false;
        for (auto at = rest.find(secret); at != rest.npos; at = rest.find(secret)) {
          rest.remove_prefix(at);
          found |= !rest.starts_with("SignatureDoesNotMatch");
          rest.remove_prefix(1);
        }
        CHECK_ROW(compose("{} in\n{}", secret, all), !found);
      }
    }
  }
}

TEST(wait_says_when_every_server_has_the_change) {
  const struct {
    const char* label;
    bool terminal;
    std::string_view option;
    std::string_view out;
  } rows[] = {
      {"text", false, "--wait", "in sync: every Route 53 server has the change, after 2 s\n"},
      {"terminal", true, "--wait", "in sync: every Route 53 server has the change, after 2 s\n"},
      {"json", false, "--json", "\"warnings\":[]}\n"}};
  for (const auto& row : rows) {
    Fixture f;
    f.terminal.err_is_a_terminal = row.terminal;
    f.http.reply(200, home("198.51.101.1"));
    f.http.reply(200, change_info());
    f.http.reply(200, change_info());
    f.http.reply(200, change_info("INSYNC"));
    CHECK_ROW(row.label, f.run({"update", "--wait", row.option}) == 0);
    CHECK_ROW(row.label, f.terminal.out_text.ends_with(row.out));
    CHECK_ROW(row.label, has(f.terminal.err_text,
                             "waiting: every Route 53 server to have the change: 0 s\r\x1b[K") ==
                             row.terminal);
  }
  // There was nothing to wait for.
  Fixture f;
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update", "--wait"}) == 0);
  CHECK(!has(f.terminal.out_text, "in sync"));
}

}  // namespace
}  // namespace wan53
