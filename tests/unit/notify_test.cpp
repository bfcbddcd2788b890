// SPDX-License-Identifier: MIT
#include "aws/notify.h"

#include "base/compose.h"
#include "base/text.h"
#include "test.h"

namespace wan53 {
namespace {

constexpr const char* kTopic = "arn:aws:sns:eu-west-1:111122223333:home";
constexpr const char* kForm = "application/x-www-form-urlencoded; charset=utf-8";

AwsRequest publish(std::string_view subject, std::string_view message) {
  const Result<Arn> topic = parse_topic_arn(kTopic);
  return topic ? sns_publish(*topic, kTopic, subject, message) : AwsRequest{};
}

std::string field(const AwsRequest& request, std::string_view name) {
  std::string_view rest = request.body;
  while (!rest.empty()) {
    std::string_view value = take_until(rest, '&');
    if (take_until(value, '=') == name) return std::string(value);
  }
  return "no such field";
}

TEST(notify_publishes_wire_exact) {
  const AwsRequest request = publish(
      "IP for home.example.com changed",
      "IP for home.example.com changed from 192.0.2.1 to 198.51.100.7 via request from wan0");
  CHECK(request.service == Service::sns && request.writes);
  CHECK_TEXT(request.region, "eu-west-1");
  CHECK_TEXT(
      compose("{} {}?{} {}", request.method, request.path, request.query, request.content_type),
      compose("POST /? {}", kForm));
  CHECK_TEXT(request.body,
             "Action=Publish&Version=2010-03-31"
             "&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A111122223333%3Ahome"
             "&Message=IP%20for%20home.example.com%20changed%20from%20192.0.2.1%20to%20198.51.100.7"
             "%20via%20request%20from%20wan0&Subject=IP%20for%20home.example.com%20changed");
}

TEST(notify_keeps_the_rules_of_a_subject) {
  const struct {
    std::string subject;
    std::string expected;
  } rows[] = {
      {" a\tb\nc\x7f ", "a%3Fb%3Fc%3F"},
      {"m\xc3\xbcnchen", "m%3F%3Fnchen"},
      {std::string(99, 's'), std::string(99, 's')},
      {std::string(100, 's'), std::string(99, 's')},
      {"a+b&Action=x", "a%2Bb%26Action%3Dx"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.subject, field(publish(row.subject, "m"), "Subject"), row.expected);
  }
}

TEST(notify_cuts_a_message_between_characters) {
  const std::string full(8192, 'm');
  CHECK_TEXT(field(publish("s", full + "m"), "Message"), full);
  const std::string umlaut = full.substr(1) + "\xc3\xa4";
  CHECK_TEXT(field(publish("s", umlaut), "Message"), full.substr(1));
  CHECK_TEXT(field(publish("s", full.substr(2) + "\xc3\xa4"), "Message"),
             full.substr(2) + "%C3%A4");
}

TEST(notify_counts_wire_exact) {
  const AwsRequest request = put_metric("Home/DDNS", "Change", 1);
  CHECK(request.service == Service::cloudwatch && request.region.empty());
  CHECK_TEXT(request.content_type, kForm);
  CHECK_TEXT(request.body,
             "Action=PutMetricData&Version=2010-08-01&Namespace=Home%2FDDNS"
             "&MetricData.member.1.MetricName=Change&MetricData.member.1.Value=1"
             "&MetricData.member.1.Unit=Count");
  CHECK_TEXT(put_metric("a b", "Change", 0).body,
             "Action=PutMetricData&Version=2010-08-01&Namespace=a%20b"
             "&MetricData.member.1.MetricName=Change"
             "&MetricData.member.1.Value=0&MetricData.member.1.Unit=Count");
}

TEST(notify_counts_in_a_log_line) {
  CHECK_TEXT(embedded_metric("a b", "Change", 1, "", 1'574'109'732'004),
             R"({"_aws":{"Timestamp":1574109732004,"CloudWatchMetrics":[{"Namespace":"a b",)"
             R"("Dimensions":[[]],"Metrics":[{"Name":"Change","Unit":"Count"}]}]},"Change":1})"
             "\n");
  // One line whatever the texts hold.
  const std::string line = embedded_metric("a\nb", "Change", 0, "x\"},{\ny", 1);
  CHECK(line.find('\n') == line.size() - 1);
  CHECK(line.find(R"("Host":"x\"},{\\x0ay")") != line.npos);
}

TEST(notify_checks_metric_namespaces) {
  for (const std::string& text : {std::string("Home/DDNS"), std::string("a b_c-d.e#f:g"),
                                  std::string("AWSome/x"), std::string(255, 'n')}) {
    CHECK_ROW(text, check_metric_namespace(test::Exact(text).view()));
  }
  for (const std::string& text :
       {std::string(), std::string("  "), std::string(":a"), std::string("AWS/EC2"),
        std::string("a\tb"), std::string("a*"), std::string("\xc3\xa4"), std::string(256, 'n')}) {
    const Status status = check_metric_namespace(test::Exact(text).view());
    CHECK_ROW(text, !status && status.error().code == Errc::bad_input);
  }
}

TEST(notify_reads_topic_arns) {
  const struct {
    const char* arn;
    const char* region;
  } good[] = {
      {kTopic, "eu-west-1"},
      {"arn:aws-cn:sns:cn-north-1:111122223333:home_1", "cn-north-1"},
      {"arn:aws-us-gov:sns:us-gov-west-1:111122223333:Home-1", "us-gov-west-1"},
  };
  for (const auto& row : good) {
    const Result<Arn> arn = parse_topic_arn(test::Exact(row.arn).view());
    CHECK_ROW(row.arn, arn);
    CHECK_TEXT_ROW(row.arn, arn->region, row.region);
    CHECK_TEXT_ROW(row.arn, arn->account, "111122223333");
  }
  const struct {
    const char* arn;
    const char* says;
  } bad[] = {
      {"", "is not an ARN; expected arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"},
      {"home", "is not an ARN"},
      {"arn:aws:sns:eu-west-1:111122223333", "is not an ARN"},
      {"arn:aws:sns:eu-west-1:111122223333:", "is not an ARN"},
      {"arn::sns:eu-west-1:111122223333:home", "is not an ARN"},
      {"ARN:aws:sns:eu-west-1:111122223333:home", "is not an ARN"},
      {"arn:aws:sns:eu-west-1:111122223333:ho me", "is not an ARN"},
      {"arn:aws:sqs:eu-west-1:111122223333:home", "is not an SNS topic"},
      {"arn:aws:sns::111122223333:home", "is not an SNS topic"},
      {"arn:aws:sns:eu-west-1:1111222233:home", "is not an SNS topic"},
      {"arn:aws:sns:eu-west-1:11112222333a:home", "is not an SNS topic"},
      {"arn:aws:sns:eu-west-1.evil.example/:111122223333:home", "is not an SNS topic"},
      {"arn:aws:sns:eu-west-1:111122223333:home.fifo", "is a FIFO topic, which is not supported"},
      {"arn:aws:sns:eu-west-1:111122223333:home:b7d8", "does not end in a topic name"},
      {"arn:aws:sns:cn-north-1:111122223333:home",
       "names partition aws, but region cn-north-1 belongs to aws-cn"},
      {"arn:aws-cn:sns:eu-west-1:111122223333:home", "belongs to aws"},
  };
  for (const auto& row : bad) {
    const Result<Arn> arn = parse_topic_arn(test::Exact(row.arn).view());
    CHECK_ROW(row.arn, !arn && arn.error().code == Errc::bad_input);
    CHECK_ROW(row.arn, arn.error().what.find(row.says) != std::string::npos);
  }
  CHECK(!parse_topic_arn(std::string(kTopic) + std::string(253, 'x')));
  const Result<Arn> role = parse_arn("arn:aws:iam::111122223333:role/a:b");
  CHECK(role && role->region.empty());
  CHECK_TEXT(role->resource, "role/a:b");
}

TEST(notify_asks_who_is_calling) {
  const AwsRequest request = get_caller_identity();
  CHECK(request.service == Service::sts && !request.writes);
  CHECK_TEXT(request.body, "Action=GetCallerIdentity&Version=2011-06-15");
  const auto reply = [](const char* arn, const char* account) {
    return compose("{}{}</Arn>\n    <UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>\n    <Account>{}{}",
                   R"(<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>)",
                   arn, account, R"(</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata><RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>)");
  };
  const std::string good = reply("arn:aws:iam::123456789012:user/router", "123456789012");
  const Result<CallerIdentity> identity = read_caller_identity(test::Exact(good).view());
  CHECK(identity);
  CHECK_TEXT(identity->arn, "arn:aws:iam::123456789012:user/router");
  CHECK_TEXT(identity->account, "123456789012");
  const struct {
    std::string body;
    const char* says;
  } bad[] = {
      {"", "not well-formed XML"},
      {"<a/>", "expected <GetCallerIdentityResponse>, found <a>"},
      {reply("user", "123456789012"), "GetCallerIdentityResult/Arn: user is not an ARN"},
      {reply("arn:aws:iam::1:user/r", "12345678901x"),
       "GetCallerIdentityResult/Account: expected 12 digits, found"},
  };
  for (const auto& row : bad) {
    const Result<CallerIdentity> refused = read_caller_identity(test::Exact(row.body).view());
    CHECK_ROW(row.says, !refused && refused.error().code == Errc::bad_input);
    CHECK_ROW(row.says, refused.error().what.starts_with(row.says));
  }
}

}  // namespace
}  // namespace wan53
