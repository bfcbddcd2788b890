// SPDX-License-Identifier: MIT
// The gateway's URLs, resources and replies, as tables.
#include "aws/gateway.h"

#include "base/compose.h"
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
  // A domain of the user's own may be called anything: only AWS's own names tell a region.
  const Row kOwnNames[] = {
      {"https://execute-api.example.com/v100/ddns", "h.example.com", "198.51.100.7",
       "https://execute-api.example.com /v100/ddns ip=198.51.100.7 execute-api eu-west-1"},
      {"https://a.execute-api.us-east-2.example.com", "h.example.com", "198.51.100.7",
       "https://a.execute-api.us-east-2.example.com / ip=198.51.100.7 execute-api eu-west-1"},
      {"https://ddns.lambda-url.home.example.com/{host}", "h.example.com", "198.51.100.7",
       "https://ddns.lambda-url.home.example.com /h.example.com ip=198.51.100.7 execute-api "
       "eu-west-1"},
      {"https://abc.lambda-url.eu-central-1.on.aws/{host}", "h.example.com", "198.51.100.7",
       "https://abc.lambda-url.eu-central-1.on.aws /h.example.com ip=198.51.100.7 lambda "
       "eu-central-1"},
      {"https://A1.EXECUTE-API.us-east-2.amazonaws.com:443/p", "h.example.com", "198.51.100.7",
       "https://A1.EXECUTE-API.us-east-2.amazonaws.com:443 /p ip=198.51.100.7 execute-api "
       "us-east-2"},
      {"https://abc.lambda-url.us-east-2.localhost:8443", "h.example.com", "198.51.100.7",
       "https://abc.lambda-url.us-east-2.localhost:8443 / ip=198.51.100.7 lambda us-east-2"},
      {"http://[::1]:8080/prod", "h.example.com", "198.51.100.7",
       "http://[::1]:8080 /prod ip=198.51.100.7 execute-api eu-west-1"},
  };
  const auto check = [](const Row& row) {
    const AwsRequest made =
        gateway_request(row.url, "eu-west-1", name_of(row.name), row.address, "eth0");
    const bool here = std::string_view(row.url).starts_with("http://[::1]");
    CHECK_TEXT_ROW(row.url, made.interface_name, here ? "" : "eth0");
    CHECK_TEXT_ROW(row.url,
                   compose("{} {} {} {} {}", made.endpoint.url, made.path, made.query,
                           signing_name(made.service), made.endpoint.region),
                   row.expected);
    CHECK_ROW(row.url, made.method == "GET" && made.writes && made.repeatable);
  };
  for (const Row& row : kRows) check(row);
  for (const Row& row : kOwnNames) check(row);
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

TEST(gateway_url_is_kept_in_one_form) {
  const struct {
    const char *url, *expected;
  } rows[] = {
      {"https://API.example.com:0443/v100/%64dns/", "https://api.example.com/v100/ddns"},
      {"http://[0:0:0:0:0:0:0:1]:8443/x/{host}", "http://[::1]:8443/x/{host}"},
      {"https://a1b2c3.execute-api.us-east-1.amazonaws.com/prod",
       "https://a1b2c3.execute-api.us-east-1.amazonaws.com/prod"},
      {"https://abc.lambda-url.eu-west-1.on.aws/", "https://abc.lambda-url.eu-west-1.on.aws"},
      {"https://abc.lambda-url.eu-west-1.on.aws/{host}",
       "https://abc.lambda-url.eu-west-1.on.aws/{host}"},
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row.url, *check_gateway_url(row.url), row.expected);
}

TEST(gateway_url_of_an_api_has_a_stage) {
  for (const char* url : {"https://a1b2c3.execute-api.us-east-1.amazonaws.com",
                          "https://a1b2c3.execute-api.us-east-1.amazonaws.com/",
                          "https://A1B2C3.Execute-API.cn-north-1.amazonaws.com.cn:443/",
                          "https://a1b2c3.execute-api.us-east-1.amazonaws.com/{host}"}) {
    const auto checked = check_gateway_url(url);
    CHECK_ROW(url, !checked && checked.error().code == Errc::config);
    CHECK_ROW(url, checked.error().what.starts_with("an execute-api URL without a stage; "));
  }
  // A custom domain may map its root to a stage.
  CHECK(check_gateway_url("https://execute-api.example.com/"));
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
      {kApi, "https://api.example.com/prod/v100/ddns",
       "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod/GET/v100/ddns"},
      {kApi, "https://api.example.com/production/ddns",
       "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod/GET/production/ddns"},
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
        "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/",
        "arn:aws:execute-api:us-east-1:111122223333:/prod",
        "arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod/GET/v100/ddns",
        "arn:aws:sns:us-east-1:111122223333:t"}) {
    CHECK_ROW(bad, !check_gateway_api_arn(bad));
  }
}

TEST(gateway_reply_says_what_happened) {
  struct Row {
    const char* body;
    const char* expected;  // "changed OLD", "unchanged OLD", or "retry: ...", "unconfirmed: ...",
                           // "user: ..."
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
       "user: the companion answers 403: not your address; the stack's settings decide"},
      {R"({"statusCode":"429","body":"slow down"})", "retry: the companion answers 429"},
      {R"({"statusCode":"503","body":"later"})", "unconfirmed: the companion answers 503: later"},
      {R"x({"statusCode":"403","body":"DDNS IP check failed (x)","message":"not your host"})x",
       "user: the companion answers 403: not your host"},
      {R"({"statusCode":"403","body":"no","message":7})", "user: the companion answers 403: no"},
      {R"({"statusCode":" 200","body":"IP for home.example.com changed from a to 198.51.100.7 via request from x"})",
       "user: not a companion's reply"},
      {R"({"statusCode":200.5,"body":"IP for home.example.com changed from a to 198.51.100.7 via request from x"})",
       "user: not a companion's reply"},
      {R"({"statusCode":"200","body":"IP for home.example.com changed from a to 198.51.100.7"} x)",
       "user: not a companion's reply"},
      {R"({"statusCode":"200","body":"IP for HOME.Example.com unchanged from 198.51.100.1,198.51.100.7 to 198.51.100.7 via request from x"})",
       "unchanged 198.51.100.1,198.51.100.7"},
      {R"({"StatusCode":"200","Body":"IP for home.example.com changed from a to 198.51.100.7 via request from x"})",
       "user: not a companion's reply"},
      {R"({"statusCode":"200","errorMessage":"Runtime exited","body":"IP for home.example.com changed from a to 198.51.100.7 via request from x"})",
       "unconfirmed: the companion failed: Runtime exited; the next attempt asks"},
      {R"({"errorMessage":"2026-11-23 Task timed out after 10.00 seconds"})",
       "unconfirmed: the companion failed: 2026-11-23 Task timed out"},
      {R"({"statusCode":"200","body":"IP for other.example.com changed from a to 198.51.100.7 via request from x"})",
       "user: the companion updates other.example.com, not home.example.com"},
      {R"({"statusCode":"200","body":"IP for home.example.com changed from a to 198.51.100.8 via request from x"})",
       "retry: the companion reports 198.51.100.8 instead of 198.51.100.7"},
      {R"({"statusCode":"200","body":"IP for home.example.com kept from a to 198.51.100.7 via"})",
       "user: not a companion's reply"},
      {R"({"statusCode":"200","body":7})", "user: not a companion's reply"},
      {R"({"body":"IP for home.example.com changed from a to 198.51.100.7 via request from x"})",
       "user: not a companion's reply"},
      {"{\"message\":null}", "user: not a companion's reply"},
      {"<html>log in</html>", "user: not a companion's reply: <html>log in</html>"},
      {"", "user: not a companion's reply"},
      {"[]", "user: not a companion's reply"},
  };
  for (const Row& row : kRows) {
    const std::string body(row.body);
    const auto reply = read_gateway_reply(body, name_of("home.example.com"), "198.51.100.7");
    const std::string text =
        reply ? compose("{}{}", reply->changed ? "changed " : "unchanged ", reply->old_values)
              : compose("{}{}",
                        reply.error().code == Errc::user          ? "user: "
                        : reply.error().code == Errc::unconfirmed ? "unconfirmed: "
                                                                  : "retry: ",
                        reply.error().what);
    CHECK_ROW(row.body, text.starts_with(row.expected));
    if (reply) CHECK_TEXT_ROW(row.body, text, row.expected);
  }
}

}  // namespace
}  // namespace wan53
