// SPDX-License-Identifier: MIT
// Events of the integrations that pass on the whole request, as AWS documents them, and of those
// that the companion does not serve.
#include "base/compose.h"
#include "lambda_fixture.h"

using namespace wan53;
using test::Companion;
using test::has;

namespace {

// A REST API's proxy integration; payload format 1.0 of an HTTP API with its version in front.
std::string rest_proxy(std::string_view path, std::string_view query,
                       std::string_view parameters = "null", std::string_view start = "",
                       std::string_view method = "GET") {
  return compose(
      "{{{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}", start, R"("resource":"/{proxy+}","path":")", path,
      R"(","httpMethod":")", method,
      R"(","headers":{"Host":"a1b2c3.execute-api.us-east-1.amazonaws.com",)",
      R"("X-Forwarded-For":"6.6.6.6, 198.51.101.7","x":null},"multiValueHeaders":{"x":["1"]},)",
      R"("queryStringParameters":)", query,
      R"(,"multiValueQueryStringParameters":null,"pathParameters":)", parameters,
      R"(,"stageVariables":null,"requestContext":{"resourceId":"1","resourcePath":"/{proxy+}",)",
      R"("httpMethod":")", method, R"(","path":"/prod)", path,
      R"(","stage":"prod","identity":{"sourceIp":"198.51.101.7","userArn":"arn:aws:iam::1:user/r",)",
      R"("cognitoIdentityId":null},"apiId":"a1b2c3"},"body":null,"isBase64Encoded":false})");
}

// An HTTP API, payload format 2.0.
std::string http_api(std::string_view path, std::string_view stage, std::string_view query,
                     std::string_view more = "") {
  return compose(
      "{}{}{}{}{}{}{}{}{}{}{}", R"({"version":"2.0","routeKey":"$default","rawPath":")", path,
      R"(","rawQueryString":"","headers":{"x-forwarded-for":"198.51.101.7"},)", query, more,
      R"("requestContext":{"accountId":"1","apiId":"a1b2c3","authorizer":{"iam":{"userId":"A"}},)",
      R"("http":{"method":"GET","path":")", path,
      R"(","protocol":"HTTP/1.1","sourceIp":"198.51.101.7"},"stage":")", stage,
      R"("},"isBase64Encoded":false})");
}

constexpr std::string_view kIp = R"("queryStringParameters":{"ip":"198.51.101.9"},)";
constexpr std::string_view kRestIp = R"({"ip":"198.51.101.9"})";

// A load balancer's.
constexpr std::string_view kBalancer =
    R"({"requestContext":{"elb":{"targetGroupArn":"arn:aws:elasticloadbalancing:us-east-1:1:x"}},)"
    R"("httpMethod":"GET","path":"/home.example.com","queryStringParameters":{"ip":"198.51.101.9"},)"
    R"("headers":{"x-forwarded-for":"198.51.101.7"},"body":"","isBase64Encoded":false})";

}  // namespace

TEST(lambda_serves_proxied_events) {
  struct Row {
    const char* name;
    std::string event;
    std::string ip, host;
  };
  for (const Row& row : {
           Row{"REST, host", rest_proxy("/v100/ddns/home.example.com", kRestIp), "198.51.101.9",
               "home.example.com"},
           Row{"REST, no host", rest_proxy("/v100/ddns", kRestIp), "198.51.101.9", ""},
           Row{"REST, no query", rest_proxy("/v100/ddns", "null"), "", ""},
           Row{"REST, base path",
               rest_proxy("/dyn/home.example.com", kRestIp, R"({"host":"home.example.com"})"),
               "198.51.101.9", "home.example.com"},
           Row{"format 1.0, named stage",
               rest_proxy("/prod/v100/ddns/home.example.com", kRestIp, "null",
                          R"("version":"1.0",)"),
               "198.51.101.9", "home.example.com"},
           Row{"HTTP API", http_api("/v100/ddns/home.example.com", "$default", kIp), "198.51.101.9",
               "home.example.com"},
           Row{"HTTP API, named stage", http_api("/prod/v100/ddns/home.example.com", "prod", kIp),
               "198.51.101.9", "home.example.com"},
           Row{"HTTP API, stage alone", http_api("/prod", "prod", kIp), "198.51.101.9", ""},
           Row{"HTTP API, stage and name", http_api("/prod/home.example.com", "prod", kIp),
               "198.51.101.9", "home.example.com"},
           Row{"HTTP API, stage and classic path", http_api("/prod/v100/ddns", "prod", kIp),
               "198.51.101.9", ""},
           // A stage that is named as a part of the path.
           Row{"HTTP API, v100 with stage", http_api("/v100/v100/ddns/a.example.com", "v100", kIp),
               "198.51.101.9", "a.example.com"},
           Row{"HTTP API, v100 without", http_api("/v100/ddns/a.example.com", "v100", kIp),
               "198.51.101.9", "a.example.com"},
           Row{"HTTP API, another stage's start", http_api("/production/x", "prod", kIp),
               "198.51.101.9", "production/x"},
           Row{"HTTP API, path parameter",
               http_api("/prod/dyn/x", "prod", kIp,
                        R"("pathParameters":{"host":"b.example.com"},)"),
               "198.51.101.9", "b.example.com"},
           Row{"HTTP API, no query", http_api("/prod/v100/ddns", "prod", ""), "", ""},
       }) {
    const Event event = read_event(test::Exact(row.event).view());
    CHECK_TEXT_ROW(row.name, event.fault, "");
    CHECK_TEXT_ROW(row.name, event.ip, row.ip);
    CHECK_TEXT_ROW(row.name, event.host, row.host);
    CHECK_TEXT_ROW(row.name, event.source_ip, "198.51.101.7");
    CHECK_ROW(row.name, event.proxied);
  }
}

TEST(lambda_answers_proxied_events_in_their_form) {
  for (const std::string& event : {rest_proxy("/v100/ddns/home.example.com", "null"),
                                   http_api("/prod/v100/ddns/home.example.com", "prod", "")}) {
    Companion companion;
    companion.http.reply(200, test::home("198.51.101.7"));
    const Answer answer = companion.call(event);
    CHECK_ROW(event, answer.body.starts_with("{\"statusCode\":200,\"headers\":{"));
    const std::string inner = test::member_of(answer.body, "body");
    CHECK_TEXT_ROW(event, test::member_of(inner, "new"), "198.51.101.7");
    CHECK_TEXT_ROW(event, test::member_of(inner, "result"), "unchanged");
    CHECK_TEXT_ROW(event, companion.counted(), "0 home.example.com");
  }
}

TEST(lambda_holds_proxied_callers_to_their_own_address) {
  const CompanionSettings strict = test::settings_of({{"WAN53_REQUIRE_SOURCE_IP", "yes"}});
  for (const std::string& event : {rest_proxy("/", kRestIp), http_api("/prod", "prod", kIp),
                                   rest_proxy("/", R"({"ip":"2600::1"})")}) {
    const auto desired = desired_by(read_event(event), strict);
    CHECK_ROW(event, !desired && desired.error().code == Errc::user);
  }
  // X-Forwarded-For is the caller's; the address that AWS saw counts.
  CHECK(!desired_by(read_event(rest_proxy("/", R"({"ip":"6.6.6.6"})")), strict));
  CHECK(desired_by(read_event(rest_proxy("/", "null")), strict).has_value());
}

TEST(lambda_faults_of_proxied_events) {
  struct Row {
    std::string event;
    const char* fault;
  };
  for (const Row& row : {
           Row{rest_proxy("/", kRestIp, "null", "", "POST"), "the method is not GET"},
           Row{rest_proxy("/", R"({"ip":"1","ip":"2"})"), "queryStringParameters has a repeated"},
           Row{rest_proxy("/", kRestIp, R"({"host":"a","host":"b"})"),
               "pathParameters has a repeated key"},
           Row{R"({"httpMethod":"GET","requestContext":{"identity":{"sourceIp":7}}})",
               "sourceIp is not a string"},
           Row{R"({"httpMethod":"GET","requestContext":)"
               R"({"identity":{"sourceIp":"1","sourceIp":"2"}}})",
               "requestContext.identity has a repeated key"},
       }) {
    CHECK_ROW(row.event, has(read_event(test::Exact(row.event).view()).fault, row.fault));
  }
}

TEST(lambda_tells_which_integration_is_needed) {
  constexpr std::string_view kNeeded = "call it through its function URL, an HTTP API, or a REST";
  struct Row {
    std::string_view event;
    const char* whose;
    bool proxied;
  };
  for (const Row& row : {
           Row{kBalancer, "the event is of a load balancer", true},
           // A WebSocket API's.
           Row{R"({"requestContext":{"routeKey":"$connect","connectionId":"x"}})",
               "the event is of another integration", true},
           Row{R"({"requestContext":{"routeKey":"ddns","eventType":"MESSAGE","stage":"prod",)"
               R"("identity":{"sourceIp":"198.51.101.7"},"connectionId":"x"},"body":"{}"})",
               "the event is of another integration", true},
           // VPC Lattice's.
           Row{R"({"version":"2.0","path":"/home.example.com","method":"GET","headers":{},)"
               R"("queryStringParameters":{"ip":["198.51.101.9"]},"requestContext":)"
               R"({"serviceArn":"arn:x","identity":{"sourceVpcArn":"arn:x","type":"AWS_IAM"}}})",
               "the event is of another integration", true},
           Row{R"({"requestContext":{}})", "the event is of another integration", true},
           // A schedule, a queue, CloudFront, and a test in the console.
           Row{R"({"version":"0","detail-type":"Scheduled Event","source":"aws.events"})",
               "the event is of no gateway", false},
           Row{R"({"Records":[{"eventSource":"aws:sqs","body":"ip=198.51.101.7"}]})",
               "the event is of no gateway", false},
           Row{R"({"Records":[{"cf":{"request":{"clientIp":"198.51.101.7"}}}]})",
               "the event is of no gateway", false},
           Row{R"({"key1":"value1"})", "the event is of no gateway", false},
           Row{"{}", "the event is of no gateway", false},
       }) {
    Companion companion;
    const Answer answer = companion.call(row.event);
    CHECK_TEXT_ROW(row.event, companion.operations(), "");
    CHECK_TEXT_ROW(row.event, answer.error_type, "");
    const std::string reply = row.proxied ? test::member_of(answer.body, "body") : answer.body;
    CHECK_TEXT_ROW(row.event, test::member_of(reply, "statusCode"), "400");
    CHECK_ROW(row.event, has(test::member_of(reply, "message"), row.whose));
    CHECK_ROW(row.event, has(test::member_of(reply, "message"), kNeeded));
  }
}
