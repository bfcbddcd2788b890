// SPDX-License-Identifier: MIT
// The protocol of the gateway: an API Gateway (AWS_IAM) or a Lambda function URL in front of the
// companion, which updates one record per request. Pure.
//
// A request is `GET URL?ip=ADDRESS`, or `GET URL` for the address from which it is sent; the
// record's name replaces "{host}" at the end of a URL, so that IAM can allow each router its own
// path. The companion reads the record set before it writes,
// so a request may be sent again. The reply is a JSON object with statusCode (text or number) and
// body, a text of ddns/message.h; our companion adds result, old and new, or a message with the
// reason.
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

// Returns `url` in the canonical form of aws/url.h, without a final '/'; it may end in "/{host}".
// Errc::config as there, and for API Gateway's own host without a stage.
Result<std::string> check_gateway_url(std::string_view url);

// True if the URL ends in "/{host}", so that IAM can allow paths by name.
bool names_host(std::string_view gateway_url);

// The ARN that an IAM policy needs: "arn:aws:execute-api:REGION:ACCOUNT:API/STAGE", or the
// function's ARN for a function URL. Errc::config otherwise.
Status check_gateway_api_arn(std::string_view arn);

// The request for one record; an empty `address` is the caller's own. It leaves through
// `interface_name` unless it goes to this machine itself. It is signed for the region in the host's
// name, or else for `region`.
AwsRequest gateway_request(const std::string& gateway_url, const std::string& region,
                           const DnsName& name, std::string_view address,
                           const std::string& interface_name);

// In place of the address, it makes the request a rehearsal: the companion checks everything else,
// refuses this, and does not call Route 53.
inline constexpr std::string_view kNoAddress = "wan53-dry-run";
// True if `refusal`, of the call or in its reply, is for the address alone: path, signature and
// name are accepted, and the companion runs.
bool is_of_no_address(const Error& refusal);

// The IAM resource of `gateway_request`: `api_arn`, which ends in the stage, plus method and path.
std::string gateway_resource(std::string_view api_arn, std::string_view gateway_url,
                             const DnsName& name);

struct GatewayReply {
  bool changed = false;    // true if created, too
  std::string old_values;  // "none" for a created record
  std::string new_value;   // `address`, or what the companion saw; not checked
  // The record is right, but the companion failed to send a message or a metric; printable, at most
  // 4.
  std::vector<std::string> warnings;
};
// Reads the body of a 2xx reply, which may report an error: Errc::user if the companion refused
// (4xx) or, of kind not_found, if no companion sent this, Errc::unconfirmed if it stopped early and
// may have written (a crash, a time-out, 5xx), Errc::retry if it did not run (429) or reports only
// that its check failed. An empty `address` takes any.
Result<GatewayReply> read_gateway_reply(std::string_view body, const DnsName& name,
                                        std::string_view address);

}  // namespace wan53
