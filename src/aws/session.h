// SPDX-License-Identifier: MIT
// Session credentials, and the replies that hold them: of AWS IoT, Roles Anywhere, STS AssumeRole
// and of a credential process. Pure but for one thing: from the first reading on, cJSON and pugixml
// wipe all that they free, in the whole process.
//
// Each reader takes at most kMaxSessionBytes, of a reply of status 2xx or of what the program has
// printed; the caller wipes that. Its error is Errc::bad_input, reads as the end of "what NAME
// answered ..." ("has no expiration") and repeats nothing that was received but names of XML
// elements. Whether a session has ended is for the caller to judge, who knows the time.
// Source: as in aws/iot.h and aws/roles_anywhere.h; botocore's sts/2011-06-15 service-2.json;
// "Process credential provider", AWS SDKs and Tools Reference Guide.
#pragma once

#include <optional>
#include <string_view>

#include "aws/credentials.h"
#include "base/result.h"
#include "base/time.h"

namespace wan53 {

inline constexpr std::size_t kMaxSessionBytes = 16 * 1024;

struct Session {
  Credentials credentials;         // with a session token, unless a process has none
  std::optional<UtcTime> expires;  // nothing only of a process: never renewed
};

Result<Session> read_iot_session(std::string_view body);
// Of several sessions the first, as AWS's own helper does.
Result<Session> read_roles_anywhere_session(std::string_view body);
Result<Session> read_assumed_session(std::string_view body);
// The end may have a fraction of a second and an offset from UTC, as programs print it.
Result<Session> read_process_session(std::string_view output);

}  // namespace wan53
