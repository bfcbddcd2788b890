// SPDX-License-Identifier: MIT
#include "aws/notify.h"

#include "aws/xml.h"
#include "base/compose.h"
#include "base/json.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr const char* kStsVersion = "2011-06-15";
constexpr std::size_t kMaxSubject = 99;
constexpr std::size_t kMaxSnsMessage = 8 * 1024;
constexpr std::size_t kMaxArn = 2048;

// A request of the query protocol: a form whose first fields name the operation.
AwsRequest form_request(Service service, std::string_view operation, std::string_view version) {
  AwsRequest made;
  made.service = service;
  made.operation = operation;
  made.method = "POST";
  made.path = "/";
  made.content_type = "application/x-www-form-urlencoded; charset=utf-8";
  made.body = compose("Action={}&Version={}", operation, version);
  return made;
}

// Blanks become %20, not '+': every service decodes %20 as a blank, but not every one does '+'.
void add_field(AwsRequest& request, std::string_view name, std::string_view value) {
  request.body += compose("&{}=", name);
  append_uri_encoded(request.body, value);
}

std::string subject_for_sns(std::string_view text) {
  std::string subject;
  for (const char c : trim(text).substr(0, kMaxSubject)) {
    subject += is_control(c) || static_cast<unsigned char>(c) > 126 ? '?' : c;
  }
  return subject;
}

// Cuts between characters: a byte 10xxxxxx belongs to the character before it.
std::string_view message_for_sns(std::string_view text) {
  if (text.size() <= kMaxSnsMessage) return text;
  std::size_t end = kMaxSnsMessage;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

bool is_topic_name(std::string_view text) {
  for (const char c : text) {
    if (!is_alnum(c) && c != '-' && c != '_') return false;
  }
  return !text.empty() && text.size() <= 256;
}

Failure fail_bad_arn(std::string_view text, std::string_view fault) {
  return fail(Errc::bad_input, "{} {}", printable(text), fault);
}

}  // namespace

bool is_account(std::string_view text) {
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return text.size() == 12;
}

Result<Arn> parse_arn(std::string_view text) {
  constexpr std::string_view kForm =
      "is not an ARN; expected arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE";
  bool visible = text.size() <= kMaxArn;
  for (const char c : text) {
    visible = visible && !is_control(c) && c != ' ' && static_cast<unsigned char>(c) <= 126;
  }
  std::string_view rest = text;
  if (!visible || take_until(rest, ':') != "arn") return fail_bad_arn(text, kForm);
  Arn arn;
  for (std::string* field : {&arn.partition, &arn.service, &arn.region, &arn.account}) {
    if (rest.find(':') == rest.npos) return fail_bad_arn(text, kForm);
    *field = take_until(rest, ':');
  }
  arn.resource = rest;
  if (arn.partition.empty() || arn.service.empty() || arn.resource.empty()) {
    return fail_bad_arn(text, kForm);
  }
  return arn;
}

Result<Arn> parse_topic_arn(std::string_view text) {
  TRY_ASSIGN(Arn arn, parse_arn(text));
  if (arn.service != "sns" || !is_region(arn.region) || !is_account(arn.account)) {
    return fail_bad_arn(
        text,
        "is not an SNS topic; expected arn:aws:sns:REGION:ACCOUNT:NAME, where ACCOUNT has "
        "12 digits");
  }
  if (arn.resource.ends_with(".fifo")) {
    return fail_bad_arn(text, "is a FIFO topic, which is not supported; use a standard topic");
  }
  if (!is_topic_name(arn.resource)) {
    return fail_bad_arn(text,
                        "does not end in a topic name; expected 1 to 256 letters, digits, '-' and "
                        "'_'");
  }
  const std::string_view partition = partition_of(arn.region);
  if (arn.partition != partition) {
    return fail_bad_arn(text, compose("names partition {}, but region {} belongs to {}",
                                      printable(arn.partition, 40), arn.region, partition));
  }
  return arn;
}

AwsRequest sns_publish(const Arn& topic, std::string_view topic_arn, std::string_view subject,
                       std::string_view message) {
  AwsRequest made = form_request(Service::sns, "Publish", "2010-03-31");
  made.region = topic.region;
  // A message that arrives twice is better than one that never arrives.
  made.writes = made.repeatable = true;
  add_field(made, "TopicArn", topic_arn);
  add_field(made, "Message", message_for_sns(message));
  add_field(made, "Subject", subject_for_sns(subject));
  return made;
}

Status check_metric_namespace(std::string_view text) {
  bool good = text.size() <= 255;
  for (const char c : text) {
    good = good && (is_alnum(c) || std::string_view(".-_/#: ").find(c) != std::string_view::npos);
  }
  if (!good || trim(text).empty() || text.starts_with(':') || text.starts_with("AWS/")) {
    return fail(Errc::bad_input,
                "{} is not a metric namespace; expected 1 to 255 letters, digits, blanks and "
                "._-/#: not starting with ':' or AWS/, such as Home/DDNS",
                text.empty() ? std::string("an empty text") : printable(text, 60));
  }
  return {};
}

AwsRequest put_metric(std::string_view metric_namespace, std::string_view name, int value) {
  AwsRequest made = form_request(Service::cloudwatch, "PutMetricData", "2010-08-01");
  made.writes = true;
  add_field(made, "Namespace", metric_namespace);
  add_field(made, "MetricData.member.1.MetricName", name);
  add_field(made, "MetricData.member.1.Value", to_text(value));
  add_field(made, "MetricData.member.1.Unit", "Count");
  return made;
}

std::string embedded_metric(std::string_view metric_namespace, std::string_view name, int value,
                            std::string_view host, std::int64_t milliseconds) {
  const Json line = json_object();
  cJSON* about = add_object(line.get(), "_aws");
  add_number(about, "Timestamp", milliseconds);
  cJSON* directive = append_object(add_array(about, "CloudWatchMetrics"));
  add_text(directive, "Namespace", metric_namespace);
  // One metric for each set of dimensions; the empty set is the metric without any.
  cJSON* sets = add_array(directive, "Dimensions");
  cJSON_AddItemToArray(sets, cJSON_CreateArray());
  if (!host.empty()) {
    cJSON* set = cJSON_CreateArray();
    append_text(set, "Host");
    cJSON_AddItemToArray(sets, set);
    add_text(line.get(), "Host", host);
  }
  cJSON* metric = append_object(add_array(directive, "Metrics"));
  add_text(metric, "Name", name);
  add_text(metric, "Unit", "Count");
  add_number(line.get(), std::string(name).c_str(), value);
  return json_text(line);
}

AwsRequest get_caller_identity() {
  return form_request(Service::sts, "GetCallerIdentity", kStsVersion);
}

AwsRequest assume_role(const AssumedRole& role) {
  AwsRequest made = form_request(Service::sts, "AssumeRole", kStsVersion);
  add_field(made, "RoleArn", role.arn);
  add_field(made, "RoleSessionName", role.session_name);
  add_field(made, "DurationSeconds", to_text(role.duration.count()));
  if (!role.external_id.empty()) add_field(made, "ExternalId", role.external_id);
  return made;
}

Result<CallerIdentity> read_caller_identity(std::string_view body) {
  pugi::xml_document document;
  TRY_ASSIGN(const XmlElement root, parse_xml(body, document, "GetCallerIdentityResponse"));
  TRY_ASSIGN(const XmlElement result, root.child("GetCallerIdentityResult"));
  CallerIdentity identity;
  TRY_ASSIGN(const XmlElement arn, result.child("Arn"));
  TRY_ASSIGN(identity.arn, arn.text());
  if (const Result<Arn> parsed = parse_arn(identity.arn); !parsed) {
    return arn.fail_here(parsed.error().what);
  }
  TRY_ASSIGN(const XmlElement account, result.child("Account"));
  TRY_ASSIGN(identity.account, account.text());
  if (!is_account(identity.account)) {
    return account.fail_here(
        compose("expected 12 digits, found {}", printable(identity.account, 40)));
  }
  return identity;
}

}  // namespace wan53
