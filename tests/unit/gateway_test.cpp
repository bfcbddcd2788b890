// SPDX-License-Identifier: MIT
// The gateway: its URL and its replies as tables, and whole rounds through it.
#include "aws/gateway.h"

#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

DnsName name_of(std::string_view text) { return *DnsName::parse(text); }

TEST(gateway_request_is_signed_for_where_it_goes) {
  struct Row {
    const char *url, *name, *address;
    const char* expected;  // origin, path, query, signing name, region
  };
  const Row kRows[] = {
      {"https://api.example.com/v100/ddns", "home.example.com", "198.51.100.7",
       "https://api.example.com /v100/ddns ip=198.51.100.7 execute-api eu-west-1"},
      {"https://a1b2c3.execute-api.us-east-2.amazonaws.com/prod/v100/ddns", "home.example.com",
       "198.51.100.7",
       "https://a1b2c3.execute-api.us-east-2.amazonaws.com /prod/v100/ddns ip=198.51.100.7 "
       "execute-api us-east-2"},
      {"https://a1b2c3.execute-api.cn-north-1.amazonaws.com.cn/prod", "home.example.com", "::1",
       "https://a1b2c3.execute-api.cn-north-1.amazonaws.com.cn /prod ip=%3A%3A1 execute-api "
       "cn-north-1"},
      {"https://abc.lambda-url.eu-central-1.on.aws", "home.example.com", "198.51.100.7",
       "https://abc.lambda-url.eu-central-1.on.aws / ip=198.51.100.7 lambda eu-central-1"},
      {"https://api.example.com:8443/v100/ddns/{host}", "Home.Example.com", "2a00::7",
       "https://api.example.com:8443 /v100/ddns/home.example.com ip=2a00%3A%3A7 execute-api "
       "eu-west-1"},
      {"https://api.example.com/v100/ddns/{host}", "a\\040b.example.com", "198.51.100.7",
       "https://api.example.com /v100/ddns/a%5C040b.example.com ip=198.51.100.7 execute-api "
       "eu-west-1"},
  };
  for (const Row& row : kRows) {
    const AwsRequest made = gateway_request(row.url, "eu-west-1", name_of(row.name), row.address);
    CHECK_TEXT_ROW(row.url,
                   concat({made.endpoint.url, " ", made.path, " ", made.query, " ",
                           signing_name(made.service), " ", made.endpoint.region}),
                   row.expected);
    CHECK_ROW(row.url, made.method == "GET" && made.writes && made.repeatable);
  }
}

TEST(gateway_url_is_plain_https) {
  for (const char* good : {"https://api.example.com/v100/ddns", "https://api.example.com/x/{host}",
                           "http://127.0.0.1:8443/prod/v100/ddns"}) {
    const auto checked = check_gateway_url(good);
    CHECK_ROW(good, checked && *checked == good);
  }
  for (const char* bad : {"http://api.example.com/v100", "https://u:p@api.example.com/",
                          "https://api.example.com/?a=1", "https://api.example.com/{host}/x",
                          "https://api.example.com/x{host}", "api.example.com", ""}) {
    const auto checked = check_gateway_url(bad);
    CHECK_ROW(bad, !checked && checked.error().code == Errc::config);
  }
}

TEST(gateway_resource_is_the_path_alone) {
  constexpr const char* kApi = "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod";
  constexpr const char* kFunction = "arn:aws:lambda:us-east-1:111122223333:function:wan53";
  struct Row {
    const char *arn, *url, *expected;
  };
  const Row kRows[] = {
      {kApi, "https://api.example.com/v100/ddns",
       "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod/GET/v100/ddns"},
      {kApi, "https://a1b2c3.execute-api.us-east-1.amazonaws.com/prod/v100/ddns/{host}",
       "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod/GET/v100/ddns/home.example.com"},
      {kApi, "https://a1b2c3.execute-api.us-east-1.amazonaws.com/prod",
       "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod/GET/"},
      {kFunction, "https://abc.lambda-url.us-east-1.on.aws", kFunction},
  };
  for (const Row& row : kRows) {
    CHECK_TEXT_ROW(row.url, gateway_resource(row.arn, row.url, name_of("home.example.com")),
                   row.expected);
    CHECK_ROW(row.arn, check_gateway_api_arn(row.arn).has_value());
  }
  for (const char* bad :
       {"", "arn:aws:execute-api:us-east-1:111122223333:a1b2c3", "a1b2c3/prod",
        "arn:aws:execute-api:us-east-1:1111:a1b2c3/prod", "arn:aws:lambda:us-east-1:111122223333:x",
        "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/*",
        "arn:aws:sns:us-east-1:111122223333:t"}) {
    CHECK_ROW(bad, !check_gateway_api_arn(bad));
  }
}

TEST(gateway_reply_says_what_happened) {
  struct Row {
    const char* body;
    const char* expected;  // "changed OLD", "unchanged OLD", or "retry: ..." / "user: ..."
  };
  const Row kRows[] = {
      {R"({"statusCode":"200","body":"IP for home.example.com changed from 198.51.100.1 to 198.51.100.7 via request from 198.51.100.7"})",
       "changed 198.51.100.1"},
      {R"({"statusCode":200,"body":"IP for home.example.com unchanged from 198.51.100.7 to 198.51.100.7 via request from x"})",
       "unchanged 198.51.100.7"},
      {R"({"statusCode":"200","body":"IP for home.example.com. changed from none to 198.51.100.7 via request from x","result":"created","old":null,"new":"198.51.100.7"})",
       "changed none"},
      {R"x({"statusCode":"200","body":"DDNS IP check failed (host = home.example.com, fromip = x, newip = y)"})x",
       "retry: the companion answers 200: DDNS IP check failed"},
      {R"({"statusCode":"400","body":"no such address"})",
       "user: the companion answers 400: no such address"},
      {R"({"statusCode":"403","body":"DDNS IP check failed","message":"not your address"})",
       "user: the companion answers 403: not your address"},
      {R"({"statusCode":"429","body":"slow down"})", "retry: the companion answers 429"},
      {R"({"statusCode":"503","body":"later"})", "retry: the companion answers 503"},
      {R"({"errorMessage":"2026-11-23 Task timed out after 10.00 seconds"})",
       "retry: the companion failed: 2026-11-23 Task timed out"},
      {R"({"statusCode":"200","body":"IP for other.example.com changed from a to 198.51.100.7 via request from x"})",
       "user: the companion keeps other.example.com, not home.example.com"},
      {R"({"statusCode":"200","body":"IP for home.example.com changed from a to 198.51.100.8 via request from x"})",
       "retry: the companion speaks of 198.51.100.8, not of 198.51.100.7"},
      {R"({"statusCode":"200","body":"IP for home.example.com kept from a to 198.51.100.7 via"})",
       "retry: no reply of a companion"},
      {R"({"statusCode":"200","body":7})", "retry: no reply of a companion"},
      {R"({"body":"IP for home.example.com changed from a to 198.51.100.7 via request from x"})",
       "retry: the companion answers 0"},
      {"{\"message\":null}", "retry: no reply of a companion"},
      {"<html>log in</html>", "retry: no reply of a companion: <html>log in</html>"},
      {"", "retry: no reply of a companion"},
      {"[]", "retry: no reply of a companion"},
  };
  for (const Row& row : kRows) {
    const std::string body(row.body);
    const auto reply = read_gateway_reply(body, name_of("home.example.com"), "198.51.100.7");
    const std::string text =
        reply
            ? concat({reply->changed ? "changed " : "unchanged ", reply->old_values})
            : concat({reply.error().code == Errc::user ? "user: " : "retry: ", reply.error().what});
    CHECK_ROW(row.body, text.starts_with(row.expected));
    if (reply) CHECK_TEXT_ROW(row.body, text, row.expected);
  }
}

std::string gateway_config(std::string_view more = "") {
  return concat(
      {"[aws]\nregion = eu-west-1\n[publish]\nallow-private = yes\nvia = gateway\n"
       "gateway-url = https://api.example.com/v100/ddns/{host}\n"
       "gateway-api-arn = arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod\n",
       more, "[record home.example.com]\nsource = static 198.51.101.7\n"});
}

std::string told(std::string_view verb, std::string_view old_value) {
  return concat({R"({"statusCode":"200","body":"IP for home.example.com )", verb, " from ",
                 old_value, R"( to 198.51.101.7 via request from 198.51.101.7"})"});
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
  f.clock.pass(6 * 3'600'000);
  f.http.reply(200, told("unchanged", "198.51.101.7"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
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
       R"({"message":"Missing Authentication Token"})", 1, 4, "a path, stage or method"},
      {"wrong secret", 403, "InvalidSignatureException",
       R"({"message":"The request signature we calculated does not match"})", 1, 4,
       "secret access key belongs"},
      {"denied", 403, "AccessDeniedException",
       R"({"Message":"User: arn:aws:iam::111122223333:user/r is not authorized"})", 1, 4,
       "iam-policy"},
      {"unknown key", 403, "AccessDeniedException",
       R"({"message":"The security token included in the request is invalid."})", 1, 4,
       "check the access key id"},
      {"unknown key, elsewhere", 403, "UnrecognizedClientException",
       R"({"message":"The security token included in the request is invalid."})", 1, 4,
       "check the access key id"},
      {"expired token", 403, "ExpiredTokenException", R"({"message":"expired"})", 1, 4,
       "renew the temporary credentials"},
      {"refused by a firewall", 403, "ForbiddenException", R"({"message":"Forbidden"})", 1, 4,
       "Forbidden"},
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
      {"refused by the companion, with its reason", 403, "",
       R"({"statusCode":"403","body":"DDNS IP check failed","message":"not your own address"})", 1,
       4, "CompanionRefusal (403): not your own address; the stack's settings decide"},
  };
  for (const Row& row : kRows) {
    Fixture f(gateway_config());
    std::vector<HttpHeader> headers;
    if (*row.type != '\0') headers.push_back({"x-amzn-ErrorType", row.type});
    for (int i = 0; i < row.tries; ++i) f.http.reply(row.status, row.body, headers);
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

TEST(gateway_skewed_clock_is_mended_once) {
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
      {"metric-namespace = Home\n", ":8: metric-namespace: belongs to the companion"},
      {"notify = always\n", ":8: notify: belongs to the companion"},
      {"[record a.example.com]\nttl = 60\n", ":9: ttl: belongs to the companion"},
      {"[record a.example.com]\nzone = Z1\n", ":9: zone: belongs to the companion"},
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

TEST(gateway_doctor_knocks_and_does_not_ask) {
  Fixture f(gateway_config());
  f.http.reply(200, "{}");
  f.http.reply(403, "{}");
  (void)f.run({"doctor"});
  CHECK(has(f.terminal.out_text, "ok    endpoint      the gateway answers over TLS"));
  CHECK(f.http.requests.size() == 2);
  CHECK_TEXT(f.http.requests[1].url, "https://api.example.com/v100/ddns");
  CHECK(f.http.requests[1].headers.empty());
}

}  // namespace
}  // namespace wan53
