// SPDX-License-Identifier: MIT
// The protocol of the gateway: an API Gateway (AWS_IAM) or a Lambda function URL, behind which the
// companion keeps one record right. Pure.
//
// A request is `GET URL?ip=ADDRESS`; a URL that ends in "/{host}" has the record's name filled in,
// so that IAM can allow each router its own path. The companion reads what is published before it
// writes, so a request may be sent again. Reply: a JSON object with statusCode (text or number) and
// body, a text of ddns/message.h; ours adds result, old and new, or a message with the reason.
// Source: the classic recipe; "Handle Lambda errors in API Gateway", Amazon API Gateway Developer
// Guide.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/dns_name.h"
#include "aws/request.h"
#include "base/result.h"

namespace wan53 {

// Returns `url` without a final '/'. Errc::config unless it is https (or loopback) without user,
// query and fragment; "/{host}" may stand at its end.
Result<std::string> check_gateway_url(std::string_view url);

// True when IAM allows paths by name: the URL ends in "/{host}".
bool names_host(std::string_view gateway_url);

// What the companion is allowed on, "arn:aws:execute-api:REGION:ACCOUNT:API/STAGE" or a function's
// ARN for a function URL; Errc::config else.
Status check_gateway_api_arn(std::string_view arn);

// The request for one record, to leave by `interface_name` unless it goes to this machine itself.
// `region` is signed for unless the host's name tells another.
AwsRequest gateway_request(const std::string& gateway_url, const std::string& region,
                           const DnsName& name, std::string_view address,
                           const std::string& interface_name);

// The resource of IAM that `gateway_request` is for: `api_arn`, which ends in the stage, with
// method and path.
std::string gateway_resource(std::string_view api_arn, std::string_view gateway_url,
                             const DnsName& name);

struct GatewayReply {
  bool changed = false;    // or created
  std::string old_values;  // "none" for a created record
  // The record is right, but a message or a metric of the companion's failed; printable, at most 4.
  std::vector<std::string> warnings;
};
// Of a 2xx reply's body. Errors are those the body tells: Errc::user when the companion refused
// (4xx), Errc::unconfirmed when it broke off and may have written (a crash, a time-out, 5xx),
// Errc::retry when it did not look (429, no reply of its) or says only that its check failed.
Result<GatewayReply> read_gateway_reply(std::string_view body, const DnsName& name,
                                        std::string_view address);

}  // namespace wan53
