// SPDX-License-Identifier: MIT
// The small requests to other services than Route 53, all in AWS's query protocol: SNS Publish,
// CloudWatch PutMetricData, STS GetCallerIdentity and AssumeRole; and CloudWatch's metrics in a
// log. Pure.
// Source: botocore's sns/2010-03-31, cloudwatch/2010-08-01 and sts/2011-06-15 service-2.json;
// "Specification: Embedded metric format", Amazon CloudWatch User Guide.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/credentials.h"
#include "aws/request.h"
#include "base/result.h"

namespace wan53 {

struct Arn {
  std::string partition, service, region, account, resource;
};
// "arn:partition:service:region:account:resource"; Errc::bad_input otherwise.
Result<Arn> parse_arn(std::string_view text);
// True for the 12 digits of an account's id.
bool is_account(std::string_view text);
// An SNS topic's ARN: service sns, a region of the ARN's partition, a 12-digit account, a name of 1
// to 256 letters, digits, - and _ (".fifo" topics are refused: they need a message group).
Result<Arn> parse_topic_arn(std::string_view text);

// Goes to the topic's own region. The subject is cut to 99 bytes (SNS: fewer than 100) of printable
// ASCII, the message to 8 KiB; neither may be empty.
AwsRequest sns_publish(const Arn& topic, std::string_view topic_arn, std::string_view subject,
                       std::string_view message);

// CloudWatch's Namespace: 1 to 255 of A-Z a-z 0-9 . - _ / # : and blank, not all blank, not
// starting with ':' or "AWS/". Errc::bad_input otherwise.
Status check_metric_namespace(std::string_view text);
// One datum, unit Count, without a timestamp (CloudWatch then uses the time of arrival).
AwsRequest put_metric(std::string_view metric_namespace, std::string_view name, int value);
// The same datum as a line of a log, which CloudWatch Logs turns into the metric; it must be the
// whole line. `milliseconds` since 1970 is its time. A second one with dimension Host unless `host`
// is empty.
std::string embedded_metric(std::string_view metric_namespace, std::string_view name, int value,
                            std::string_view host, std::int64_t milliseconds);

AwsRequest get_caller_identity();
struct CallerIdentity {
  std::string arn;
  std::string account;
};
// `body` is that of a 2xx reply. Errc::bad_input if it is not the expected XML.
Result<CallerIdentity> read_caller_identity(std::string_view body);

// aws/session.h reads its reply.
AwsRequest assume_role(const AssumedRole& role);

}  // namespace wan53
