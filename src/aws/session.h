// SPDX-License-Identifier: MIT
// Session credentials, and the replies that hold them: of AWS IoT, Roles Anywhere, STS AssumeRole
// and of a credential process. Pure.
//
// A reader's error is Errc::bad_input and never repeats a secret. Whether a session has ended is for
// the caller to judge, who knows the time.
// Source: as in aws/iot.h and aws/roles_anywhere.h; botocore's sts/2011-06-15 service-2.json;
// "Process credential provider", AWS SDKs and Tools Reference Guide.
#pragma once

#include <optional>
#include <string_view>

#include "aws/credentials.h"
#include "base/result.h"
#include "base/time.h"

namespace wan53 {

struct Session {
  Credentials credentials;         // with a session token, unless a process has none
  std::optional<UtcTime> expires;  // nothing only of a process: never renewed
};

Result<Session> read_iot_session(std::string_view body);
Result<Session> read_roles_anywhere_session(std::string_view body);
Result<Session> read_assumed_session(std::string_view body);
Result<Session> read_process_session(std::string_view output);

}  // namespace wan53
