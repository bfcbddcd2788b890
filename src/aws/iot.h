// SPDX-License-Identifier: MIT
// The AWS IoT credentials provider: it hands out a role's session credentials to whoever shows a
// registered client certificate in the TLS handshake. No signature, no body. Pure.
//
// Source: "Authorizing direct calls to AWS services using AWS IoT Core credential provider", AWS
// IoT Core Developer Guide; botocore's iot/2015-05-28 service-2.json for the patterns.
#pragma once

#include <string>
#include <string_view>

#include "aws/request.h"
#include "base/result.h"

namespace wan53 {

// The provider's host, and perhaps a port: "PREFIX.credentials.iot.REGION.amazonaws.com", in lower
// case. Each account has its own. Errc::config otherwise, for the account's data endpoint, too,
// whose name lacks ".credentials.".
Result<std::string> check_iot_endpoint(std::string_view text);
// 1 to 128 letters, digits and =,@-_; of a thing 1 to 128 letters, digits and :_-. Errc::config
// otherwise.
Result<std::string> check_role_alias(std::string_view text);
Result<std::string> check_thing_name(std::string_view text);

// Both have passed their checks.
AwsRequest iot_session_request(std::string_view endpoint, std::string_view alias);
// Tells the thing, for policies that ask for it. AWS refuses one that the certificate is not
// attached to.
inline constexpr const char* kThingHeader = "x-amzn-iot-thingname";

}  // namespace wan53
