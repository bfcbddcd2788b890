// SPDX-License-Identifier: MIT
#include "base/compose.h"
#include "lambda_fixture.h"

using namespace wan53;
using test::Companion;
using test::has;

namespace {

constexpr std::string_view kEvent =
    R"({"ip":"198.51.101.7","X-Forwarded-For":"9.9.9.9, 198.51.101.7","sourceIp":"198.51.101.7"})";
constexpr std::string_view kHostEvent =
    R"({"ip":"198.51.101.7","sourceIp":"198.51.101.7","host":"Home.Example.com."})";

}  // namespace

TEST(lambda_changes_a_record) {
  Companion companion;
  companion.http.reply(200, test::home("198.51.101.6"));
  companion.http.reply(200, test::change_info());
  const Answer answer = companion.call(kEvent);
  CHECK_TEXT(companion.operations(), "List Change");
  CHECK_TEXT(answer.error_type, "");
  CHECK_TEXT(answer.body,
             "{\"statusCode\":\"200\",\"body\":\"IP for home.example.com changed from 198.51.101.6 "
             "to 198.51.101.7 via request from 198.51.101.7\",\"result\":\"changed\","
             "\"old\":\"198.51.101.6\",\"new\":\"198.51.101.7\"}\n");
  CHECK(has(companion.http.requests[1].body, "<TTL>120</TTL>"));
  CHECK_TEXT(companion.counted(), "1");
}

TEST(lambda_leaves_a_right_record) {
  Companion companion;
  companion.http.reply(200, test::home("198.51.101.7"));
  const Answer answer = companion.call(kHostEvent);
  CHECK_TEXT(companion.operations(), "List");
  CHECK_TEXT(test::member_of(answer.body, "body"),
             "IP for home.example.com unchanged from 198.51.101.7 to 198.51.101.7 via request from "
             "198.51.101.7");
  CHECK_TEXT(test::member_of(answer.body, "result"), "unchanged");
  CHECK_TEXT(companion.counted(), "0 home.example.com");
}

TEST(lambda_creates_unless_told_not_to) {
  Companion creating;
  creating.http.reply(200, test::listing(""));
  creating.http.reply(200, test::change_info());
  const Answer created = creating.call(kEvent);
  CHECK_TEXT(test::member_of(created.body, "result"), "created");
  CHECK_TEXT(test::member_of(created.body, "old"), "none");
  CHECK(has(test::member_of(created.body, "body"), " changed from none to 198.51.101.7 via "));

  Companion forbidden({{"WAN53_CREATE", "no"}});
  forbidden.http.reply(200, test::listing(""));
  const Answer refused = forbidden.call(kEvent);
  CHECK_TEXT(forbidden.operations(), "List");
  CHECK_TEXT(refused.error_type, "");
  CHECK_TEXT(refused.body,
             "{\"statusCode\":\"400\",\"body\":\"DDNS IP check failed (host = home.example.com, "
             "fromip = 198.51.101.7, newip = 198.51.101.7)\",\"message\":\"the record set does "
             "not exist, and creating it is disabled\"}\n");
  CHECK_TEXT(forbidden.counted(), "0");
}

TEST(lambda_keeps_create_no_apart_from_other_refusals) {
  Companion companion({{"WAN53_CREATE", "no"}});
  companion.http.reply(200, test::home("198.51.101.6"));
  companion.http.reply(403, test::refusal("AccessDenied"));
  CHECK_TEXT(companion.call(kEvent).error_type, "Route53.Refused");
}

TEST(lambda_counts_what_it_refuses) {
  Companion companion;
  const Answer answer = companion.call(R"({"ip":"10.0.0.1","host":"home.example.com"})");
  CHECK_TEXT(companion.operations(), "");
  CHECK_TEXT(test::member_of(answer.body, "statusCode"), "400");
  CHECK(has(test::member_of(answer.body, "message"), "private (RFC 1918)"));
  CHECK_TEXT(test::member_of(answer.body, "body"),
             "DDNS IP check failed (host = home.example.com, fromip = unknown, newip = 10.0.0.1)");
  // A caller cannot make up metrics: neither of names that "*.example.com" allows, nor of others.
  CHECK_TEXT(companion.counted(), "0");
  CHECK_TEXT(
      test::member_of(companion.call(R"({"ip":"198.51.101.7","host":"evil.example.com"})").body,
                      "statusCode"),
      "403");
  CHECK_TEXT(companion.counted(), "0");
}

TEST(lambda_counts_in_one_bare_line) {
  struct Row {
    const char* host_metrics;
    std::string_view event;
    const char* line;
  };
  constexpr const char* kPlain =
      R"({"_aws":{"Timestamp":2000000000000,"CloudWatchMetrics":[{"Namespace":"Home/DDNS",)"
      R"("Dimensions":[[]],"Metrics":[{"Name":"Change","Unit":"Count"}]}]},"Change":0})"
      "\n";
  constexpr const char* kOfHost =
      R"({"_aws":{"Timestamp":2000000000000,"CloudWatchMetrics":[{"Namespace":"Home/DDNS",)"
      R"("Dimensions":[[],["Host"]],"Metrics":[{"Name":"Change","Unit":"Count"}]}]},)"
      R"("Host":"home.example.com","Change":0})"
      "\n";
  for (const Row& row : {Row{"yes", kEvent, kPlain}, Row{"yes", kHostEvent, kOfHost},
                         Row{"no", kEvent, kPlain}, Row{"no", kHostEvent, kPlain}}) {
    Companion companion({{"WAN53_HOST_METRICS", row.host_metrics}});
    companion.http.reply(200, test::home("198.51.101.7"));
    (void)companion.call(row.event);
    CHECK_TEXT_ROW(row.host_metrics, companion.terminal.out_text, row.line);
  }
  Companion uncounted({{"WAN53_METRIC_NAMESPACE", ""}});
  uncounted.http.reply(200, test::home("198.51.101.7"));
  (void)uncounted.call(kHostEvent);
  CHECK_TEXT(uncounted.terminal.out_text, "");
}

TEST(lambda_takes_the_callers_own_address) {
  Companion companion;
  companion.http.reply(200, test::home("198.51.101.6"));
  companion.http.reply(200, test::change_info());
  const Answer answer = companion.call(R"({"ip":"","sourceIp":"198.51.101.7"})");
  CHECK_TEXT(test::member_of(answer.body, "new"), "198.51.101.7");
  CHECK_TEXT(test::member_of(answer.body, "body"),
             "IP for home.example.com changed from 198.51.101.6 to 198.51.101.7 via request from "
             "198.51.101.7");
  CHECK(has(companion.http.requests[1].body, "<Value>198.51.101.7</Value>"));
  // The refusal names it, too.
  CHECK_TEXT(test::member_of(companion.call(R"({"ip":"","sourceIp":"10.0.0.1"})").body, "body"),
             "DDNS IP check failed (host = home.example.com, fromip = 10.0.0.1, newip = 10.0.0.1)");
}

TEST(lambda_tells_the_owner_what_route53_refuses) {
  Companion companion({{"WAN53_SNS_TOPIC_ARN", "arn:aws:sns:us-east-1:111122223333:home"}});
  const auto fail_once = [&](bool told) {
    companion.http.reply(403, test::refusal("AccessDenied", "not authorized"));
    if (told) companion.http.reply(200, "");
    return companion.call(kEvent);
  };
  const Answer answer = fail_once(true);
  CHECK_TEXT(companion.operations(), "List Publish");
  CHECK_TEXT(answer.error_type, "Route53.Refused");
  CHECK(test::member_of(answer.body, "errorMessage")
            .starts_with("DDNS IP check failed (host = home.example.com, fromip = 198.51.101.7, "
                         "newip = 198.51.101.7): Route 53 ListResourceRecordSets: AccessDenied"));
  CHECK(has(answer.body, "\"stackTrace\":[]"));
  // Once is enough.
  CHECK_TEXT(fail_once(false).error_type, "Route53.Refused");
  CHECK_TEXT(companion.operations(), "List");
}

TEST(lambda_publishes_though_sns_and_stdout_fail) {
  Companion companion({{"WAN53_SNS_TOPIC_ARN", "arn:aws:sns:us-east-1:111122223333:home"}});
  companion.http.reply(200, test::home("198.51.101.6"));
  companion.http.reply(200, test::change_info());
  companion.http.reply(403, test::refusal("AuthorizationError", "no sns"));
  companion.terminal.broken = true;
  const Answer answer = companion.call(kEvent);
  CHECK_TEXT(companion.operations(), "List Change Publish");
  CHECK_TEXT(test::member_of(answer.body, "result"), "changed");
  CHECK(has(answer.body, "\"warnings\":[\"SNS Publish: AuthorizationError"));
  CHECK(!has(answer.body, "no space left"));  // the caller can do nothing about it
  CHECK(companion.log.lines.size() == 3);
  CHECK(has(companion.log.lines[0].second, "standard output: no space left"));
}

TEST(lambda_message_by_notify) {
  struct Row {
    const char* notify;
    const char* published;
    const char* operations;
  };
  for (const Row& row :
       {Row{"changes", "198.51.101.6", "List Change Publish"},
        Row{"changes", "198.51.101.7", "List"}, Row{"always", "198.51.101.7", "List Publish"},
        Row{"never", "198.51.101.6", "List Change"}}) {
    Companion companion({{"WAN53_SNS_TOPIC_ARN", "arn:aws:sns:us-east-1:111122223333:home"},
                         {"WAN53_NOTIFY", row.notify}});
    companion.http.reply(200, test::home(row.published));
    if (row.published == std::string_view("198.51.101.6")) {
      companion.http.reply(200, test::change_info());
    }
    companion.http.reply(200, "");
    const Answer answer = companion.call(kEvent);
    CHECK_TEXT_ROW(row.notify, companion.operations(), row.operations);
    if (!has(row.operations, "Publish")) continue;
    // The message says what the caller is told.
    const std::string text = uri_encode(test::member_of(answer.body, "body"));
    CHECK_ROW(row.notify, has(companion.http.requests.back().body, compose("&Message={}&", text)));
  }
}

TEST(lambda_answers_before_its_time_is_up) {
  Companion companion;
  companion.limited.hangs = "/rrset";
  const Answer answer = companion.call(kEvent, 4'200ms);
  CHECK_TEXT(answer.error_type, "Route53.Unavailable");
  CHECK_TEXT(companion.operations(), "List List List List");
  // Half of three quarters of 4 s, then half of what is left after each exchange and wait.
  CHECK(companion.limited.limits.front() == 1'500ms);
  // What is kept for the message is not touched.
  CHECK(companion.clock.moment <= Moment(3s));
  CHECK_TEXT(companion.counted(), "0");
}

TEST(lambda_reads_again_after_a_write_that_hung) {
  Companion companion({{"WAN53_SNS_TOPIC_ARN", "arn:aws:sns:us-east-1:111122223333:home"}});
  companion.limited.hangs = "<ChangeBatch>";
  companion.http.reply(200, test::home("198.51.101.6"));
  companion.http.reply(200, test::home("198.51.101.7"));
  companion.http.reply(200, "");
  const Answer answer = companion.call(kEvent, 4'200ms);
  CHECK_TEXT(companion.operations(), "List Change List Publish");
  CHECK_TEXT(test::member_of(answer.body, "result"), "changed");
  CHECK(companion.clock.moment <= Moment(3s) && companion.limited.limits.back() >= 500ms);
}

TEST(lambda_sends_nothing_without_time) {
  Companion companion;
  const Answer answer = companion.call(kEvent, 210ms);
  CHECK(companion.http.requests.empty());
  CHECK(has(answer.body, "no time is left before Lambda ends this invocation"));
  // The next one has time of its own.
  companion.http.reply(200, test::home("198.51.101.7"));
  CHECK_TEXT(test::member_of(companion.call(kEvent).body, "result"), "unchanged");
}

TEST(lambda_passes_the_trace_on_unsigned) {
  Companion companion;
  companion.trace_id = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1";
  companion.http.reply(200, test::home("198.51.101.7"));
  (void)companion.call(kEvent);
  std::string traced;
  std::string signed_headers;
  for (const auto& header : companion.http.requests[0].headers) {
    if (header.name == "X-Amzn-Trace-Id") traced = header.value;
    if (header.name == "authorization") signed_headers = header.value;
  }
  CHECK_TEXT(traced, companion.trace_id);
  CHECK(has(signed_headers, "x-amz-security-token") && !has(signed_headers, "x-amzn-trace-id"));
}

TEST(lambda_answers_a_function_url_in_its_form) {
  constexpr std::string_view kUrl =
      R"({"version":"2.0","rawPath":"/home.example.com","rawQueryString":"ip=198.51.101.7",)"
      R"("headers":{"x-forwarded-for":"198.51.101.9"},"queryStringParameters":{"ip":"%s"},)"
      R"("requestContext":{"http":{"method":"GET","path":"/","sourceIp":"198.51.101.9"}}})";
  const auto with_ip = [&](std::string_view ip) {
    std::string event(kUrl);
    return event.replace(event.find("%s"), 2, ip);
  };
  Companion companion;
  companion.http.reply(200, test::home("198.51.101.7"));
  const Answer answer = companion.call(with_ip("198.51.101.7"));
  CHECK(
      answer.body.starts_with("{\"statusCode\":200,\"headers\":{\"content-type\":"
                              "\"application/json\"},\"body\":\"{"));
  const std::string inner = test::member_of(answer.body, "body");
  CHECK_TEXT(test::member_of(inner, "statusCode"), "200");
  CHECK_TEXT(test::member_of(inner, "body"),
             "IP for home.example.com unchanged from 198.51.101.7 to 198.51.101.7 via request from "
             "198.51.101.9");
  const Answer refused = companion.call(with_ip("1.2.3"));
  CHECK(refused.body.starts_with("{\"statusCode\":400,"));
  CHECK_TEXT(test::member_of(test::member_of(refused.body, "body"), "statusCode"), "400");
}

TEST(lambda_finds_the_zone_once) {
  Companion companion({{"WAN53_ZONE_ID", ""}});
  companion.http.reply(200, test::zones(""));
  companion.http.reply(200, test::zones(test::zone("Z5", "example.com")));
  for (int i = 0; i < 2; ++i) {
    companion.http.reply(200, test::home("198.51.101.7"));
    (void)companion.call(kEvent);
  }
  CHECK_TEXT(companion.operations(), "List");
  CHECK(has(companion.http.requests[0].url, "/hostedzone/Z5/rrset"));
}
