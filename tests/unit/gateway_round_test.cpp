// SPDX-License-Identifier: MIT
// Whole rounds through the gateway, and the commands around them.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

std::string gateway_config(std::string_view more = "") {
  return compose(
      "[aws]\nregion = eu-west-1\n[publish]\nallow-private = yes\nvia = "
      "gateway\ngateway-url = "
      "https://api.example.com/v100/ddns/{{host}}\ngateway-api-arn = "
      "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod\n{}[record "
      "home.example.com]\nsource = static 198.51.101.7\n",
      more);
}

std::string told_of(std::string_view host, std::string_view verb, std::string_view old_value,
                    std::string_view new_value) {
  return compose("{}{}.example.com {} from {} to {}{}", R"({"statusCode":"200","body":"IP for )",
                 host, verb, old_value, new_value, R"( via request from 198.51.101.7"})");
}

std::string told(std::string_view verb, std::string_view old_value) {
  return told_of("home", verb, old_value, "198.51.101.7");
}

TEST(gateway_round_asks_once_and_remembers) {
  Fixture f(gateway_config());
  f.http.reply(200, told("changed", "198.51.101.1"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 1);
  CHECK_TEXT(f.http.requests[0].url,
             "https://api.example.com/v100/ddns/home.example.com?ip=198.51.101.7");
  CHECK(f.http.requests[0].ip_version == 4);
  bool scoped = false;
  for (const auto& header : f.http.requests[0].headers) {
    scoped |= has(header.value, "/eu-west-1/execute-api/aws4_request");
  }
  CHECK(scoped);
  CHECK(has(f.terminal.out_text, "changed: from 198.51.101.1 to 198.51.101.7 by the gateway"));
  CHECK(has(f.state(), "198.51.101.7"));
  // Confirmed a moment ago.
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.empty());
  f.clock.pass(6h);
  f.http.reply(200, told("unchanged", "198.51.101.7"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
}

TEST(gateway_is_asked_for_each_family_on_its_own) {
  Fixture f(compose("{}type = A AAAA\nsource-ipv6 = static 2a00:1450:4001::7\n", gateway_config()));
  f.http.reply(200, told("unchanged", "198.51.101.7"));
  f.http.reply(403, R"({"message":"Forbidden"})", {{"x-amzn-ErrorType", "ForbiddenException"}});
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() == 2);
  CHECK(f.http.requests[0].ip_version == 4);
  CHECK_TEXT(f.http.requests[1].url,
             "https://api.example.com/v100/ddns/home.example.com?ip=2a00%3A1450%3A4001%3A%3A7");
  CHECK(f.http.requests[1].ip_version == 0);
  CHECK(has(f.state(), "198.51.101.7"));
  CHECK(!has(f.state(), "2a00:1450:4001::7"));
}

// Two records, of which one is asked for an hour later than the other.
TEST(gateway_is_asked_for_what_is_due_alone) {
  RouterFixture f(compose("{}[record out.example.com]\nsource = wan\n", gateway_config()));
  f.http.reply(200, told("changed", "none"));
  f.http.reply(200, told_of("out", "changed", "none", "198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  f.clock.pass(1h);
  f.nvram("wan0_ipaddr", "198.51.101.8");
  f.http.reply(200, told_of("out", "changed", "198.51.101.7", "198.51.101.8"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  CHECK(has(f.http.requests[0].url, "out.example.com?ip=198.51.101.8"));
  CHECK(has(f.terminal.out_text, "198.51.101.7 was confirmed by an earlier round"));
  f.clock.pass(5h);
  f.http.reply(200, told("unchanged", "198.51.101.7"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  CHECK(has(f.http.requests[0].url, "home.example.com"));
  f.clock.pass(1h);
  f.http.reply(200, told_of("out", "unchanged", "198.51.101.8", "198.51.101.8"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  // A person's question is one to the companion.
  f.http.reply(200, told("unchanged", "198.51.101.7"));
  f.http.reply(200, told_of("out", "unchanged", "198.51.101.8", "198.51.101.8"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 2);
}

TEST(gateway_failure_of_one_record_asks_for_that_one_again) {
  Fixture f(
      compose("{}[record out.example.com]\nsource = static 198.51.101.8\n", gateway_config()));
  f.http.reply(200, told("unchanged", "198.51.101.7"));
  for (int i = 0; i < 4; ++i) f.http.reply(502, "");
  CHECK(f.run({"update"}) == 5);
  f.clock.pass(1min);
  f.http.reply(200, told_of("out", "changed", "none", "198.51.101.8"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  CHECK(has(f.http.requests[0].url, "out.example.com"));
}

TEST(gateway_dry_run_asks_nobody) {
  Fixture f(gateway_config());
  CHECK(f.run({"update", "--dry-run"}) == 0);
  CHECK(f.http.requests.empty());
  CHECK(has(f.terminal.out_text, "would ask the gateway for 198.51.101.7"));
}

TEST(gateway_faults_end_as_they_would_without_it) {
  struct Row {
    const char* label;
    int status;
    const char* type;  // x-amzn-ErrorType
    const char* body;
    int tries;
    int exit;
    const char* expected;
  };
  const Row kRows[] = {
      {"wrong path", 403, "MissingAuthenticationTokenException",
       R"({"message":"Missing Authentication Token"})", 1, 4, "the path, stage or method"},
      {"wrong secret", 403, "InvalidSignatureException",
       R"({"message":"The request signature we calculated does not match"})", 1, 4,
       "secret access key belongs"},
      {"denied", 403, "AccessDeniedException",
       R"({"Message":"User: arn:aws:iam::111122223333:user/r is not authorized"})", 1, 4,
       "iam-policy"},
      {"unknown key", 403, "AccessDeniedException",
       R"({"message":"The security token included in the request is invalid."})", 8, 4,
       "check the access key id"},
      {"unknown key, elsewhere", 403, "UnrecognizedClientException",
       R"({"message":"The security token included in the request is invalid."})", 8, 4,
       "check the access key id"},
      {"expired token", 403, "ExpiredTokenException", R"({"message":"expired"})", 1, 4,
       "renew the temporary credentials"},
      {"refused by a firewall", 403, "ForbiddenException", R"({"message":"Forbidden"})", 1, 4,
       "the domain maps the path to no API"},
      {"wrong region", 403, "InvalidSignatureException",
       R"({"message":"Credential should be scoped to a valid region. "})", 1, 4,
       "set `region` in wan53.conf"},
      {"malformed header", 403, "IncompleteSignatureException",
       R"({"message":"Authorization header requires 'Signature' parameter."})", 1, 4,
       "requires 'Signature'"},
      {"no ip", 400, "BadRequestException",
       R"({"message":"Missing required request parameters: [ip]"})", 1, 4, "[ip]"},
      {"used up", 429, "LimitExceededException", R"({"message":"Limit Exceeded"})", 4, 3,
       "too many requests"},
      {"the function broke", 502, "InternalServerErrorException",
       R"({"message":"Internal server error"})", 4, 5, "the next attempt may succeed"},
      {"the function crashed", 500, "",
       R"({"errorMessage":"exit status 1","errorType":"Runtime.ExitError"})", 4, 5,
       "exit status 1"},
      {"the function crashed behind a classic API", 200, "",
       R"({"errorMessage":"exit status 1","errorType":"Runtime.ExitError"})", 1, 5,
       "the companion failed: exit status 1"},
      {"Route 53 refuses the companion", 500, "",
       R"({"errorMessage":"DDNS IP check failed: no such zone","errorType":"Route53.Refused"})", 1,
       4, "the companion's owner must fix that"},
      {"Route 53 refuses the companion behind a classic API", 200, "",
       R"({"errorMessage":"no such zone; the companion's owner must fix that","errorType":"Route53.Refused"})",
       1, 4, "no such zone"},
      {"a classic failure", 200, "",
       R"x({"statusCode":"200","body":"DDNS IP check failed (host = home.example.com)"})x", 1, 3,
       "DDNS IP check failed"},
      {"refused with its reason", 403, "",
       R"x({"statusCode":"403","body":"DDNS IP check failed (x)","message":"not your host"})x", 1,
       4, "not your host; the stack's settings"},
      {"throttled", 429, "TooManyRequestsException", R"({"message":"Too Many Requests"})", 4, 3,
       "too many requests"},
      {"Lambda throttled", 500, "InternalServerErrorException",
       R"({"message":"Internal server error"})", 4, 5, "Internal server error"},
      {"integration timed out", 504, "", R"({"message":"Endpoint request timed out"})", 4, 5,
       "timed out"},
      {"refused by the companion", 200, "", R"({"statusCode":"403","body":"not your address"})", 1,
       4, "not your address"},
      {"refused by the companion, as a status", 400, "",
       R"({"statusCode":"400","body":"not an address"})", 1, 4, "not an address"},
  };
  for (const Row& row : kRows) {
    Fixture f(gateway_config());
    for (int i = 0; i < row.tries; ++i) {
      std::vector<HttpHeader> headers;
      if (*row.type != '\0') headers.push_back({"x-amzn-ErrorType", row.type});
      f.http.reply(row.status, row.body, std::move(headers));
    }
    CHECK_ROW(row.label, f.run({"update"}) == row.exit);
    CHECK_ROW(row.label, has(f.terminal.err_text, row.expected));
    CHECK_ROW(row.label, f.http.answers.empty());
    CHECK_ROW(row.label, f.http.requests.size() == static_cast<std::size_t>(row.tries));
  }
}

TEST(gateway_lost_reply_is_asked_for_again) {
  Fixture f(gateway_config());
  f.http.lose_reply();
  f.http.reply(200, told("unchanged", "198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 2);
  for (int i = 0; i < 4; ++i) f.http.lose_reply();
  CHECK(f.run({"update", "--force"}) == 5);
}

TEST(gateway_passes_on_the_companions_warnings) {
  Fixture f(gateway_config());
  f.http.reply(200, R"({"statusCode":"200","body":"IP for home.example.com changed from none to )"
                    R"(198.51.101.7 via request from x","warnings":["SNS Publish: \u001b[2J",7]})");
  CHECK(f.run({"update"}) == 0);
  CHECK(has(f.terminal.err_text,
            "warning: home.example.com A: the companion: SNS Publish: \\x1b[2J"));
  CHECK(f.run({"status"}) == 0);
  CHECK(has(f.terminal.out_text, "the companion: SNS Publish"));
}

TEST(gateway_has_nothing_to_wait_for) {
  Fixture f(gateway_config());
  CHECK(f.run({"update", "--wait"}) == 1);
  CHECK(has(f.terminal.err_text, "--wait with via = gateway"));
  CHECK(f.http.requests.empty());
}

TEST(gateway_skewed_clock_is_corrected_once) {
  Fixture f(gateway_config());
  const HttpHeader date{"Date", "Wed, 18 May 2033 05:33:20 GMT"};
  f.http.reply(403, R"({"message":"Signature expired: 20330518T033320Z is now earlier"})",
               {date, {"x-amzn-ErrorType", "InvalidSignatureException"}});
  f.http.reply(200, told("unchanged", "198.51.101.7"), {date});
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 2);
}

TEST(gateway_config_mistakes_name_the_line) {
  struct Row {
    const char *more, *expected;
  };
  const Row kRows[] = {
      {"metric-namespace = Home\n",
       ":8: metric-namespace: with via = gateway the companion decides this"},
      {"notify = always\n", ":8: notify: with via = gateway the companion decides this"},
      {"[record a.example.com]\nttl = 60\n",
       ":9: ttl: with via = gateway the companion decides this"},
      {"[record a.example.com]\nzone = Z1\n",
       ":9: zone: with via = gateway the companion decides this"},
      {"[record *.example.com]\n", ":8: [record *.example.com]: a wildcard"},
      {"[record a.example.com]\nsource = wan-all\n", ":8: [record a.example.com]: wan-all"},
  };
  for (const Row& row : kRows) {
    Fixture f(gateway_config(row.more));
    CHECK_ROW(row.more, f.run({"config", "check"}) == 2);
    CHECK_ROW(row.more, has(f.terminal.err_text, row.expected));
  }
  Fixture f("[publish]\nvia = gateway\n[record home.example.com]\nsource = static 198.51.101.7\n");
  CHECK(f.run({"config", "check"}) == 2);
  CHECK(has(f.terminal.err_text, ":2: via: gateway; expected gateway-url"));
  Fixture direct(
      "[publish]\ngateway-url = https://api.example.com/ddns\n[record home.example.com]\n");
  CHECK(direct.run({"update"}) == 2);
  CHECK(has(direct.terminal.err_text, ":2: this key needs via = gateway; add that line"));
}

TEST(gateway_config_text_reads_back) {
  const auto config = parse_config(gateway_config(), "c");
  CHECK(config.has_value());
  const std::string text = config_text(*config);
  CHECK(has(text, "via = gateway\ngateway-url = https://api.example.com/v100/ddns/{host}\n"));
}

TEST(gateway_policy_allows_its_own_path_only) {
  Fixture f(gateway_config());
  CHECK(f.run({"iam-policy"}) == 0);
  CHECK(
      has(f.terminal.out_text,
          "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/GET/v100/ddns/home.example.com"));
  CHECK(has(f.terminal.out_text, "execute-api:Invoke"));
  CHECK(!has(f.terminal.out_text, "*"));
  Fixture direct;
  CHECK(direct.run({"iam-policy", "--gateway"}) == 2);
  CHECK(has(direct.terminal.err_text, "gateway-url is missing"));
}

TEST(gateway_doctor_signs_but_gives_no_address) {
  Fixture f(gateway_config());
  f.http.reply(200, "{}");
  f.http.reply(200, R"({"errorMessage":"wan53-dry-run is no address"})");
  (void)f.run({"doctor"});
  CHECK(has(f.terminal.out_text, "ok    gateway       home.example.com: path, signature and name"));
  CHECK(f.http.requests.size() == 2);
  CHECK_TEXT(f.http.requests[1].url,
             "https://api.example.com/v100/ddns/home.example.com?ip=wan53-dry-run");
  CHECK(std::ranges::any_of(f.http.requests[1].headers, [](const HttpHeader& header) {
    return equal_ignoring_case(header.name, "authorization");
  }));
}

TEST(gateway_is_reached_through_the_records_own_wan) {
  DaemonFixture f(
      "[publish]\nvia = gateway\ngateway-url = https://api.example.com/v100/ddns\n"
      "[record home.example.com]\nsource = wan\n");
  f.http.reply(200, told("unchanged", "198.51.101.7"));
  f.steps(1);
  CHECK(f.http.requests.size() == 1);
  CHECK_TEXT(f.http.requests[0].interface_name, "eth0");
}

}  // namespace
}  // namespace wan53
