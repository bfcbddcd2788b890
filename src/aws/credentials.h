// SPDX-License-Identifier: MIT
// AWS credentials and the shared-credentials file that holds them.
//
// The file is the AWS CLI's: INI sections named after profiles. One has aws_access_key_id,
// aws_secret_access_key and, for temporary credentials, aws_session_token; or a role_arn to assume
// with the credentials of source_profile, which may be a role's, too, and perhaps external_id,
// role_session_name and duration_seconds. Other keys of a profile belong to other tools and are
// ignored, unless it would get its credentials by them.
// Source: "Configuration and credential file settings" and "Assume role credential provider", AWS
// SDKs and Tools Reference Guide; botocore's credentials.py, where that is silent, and
// sts/2011-06-15 service-2.json for the limits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace wan53 {

inline constexpr std::size_t kMaxCredentialsBytes = 64 * 1024;

struct Credentials {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;  // empty for a user's long-term key
};

// What is wrong with the parts of `credentials`, without their values; empty if each looks like one
// that AWS issues.
std::string fault_of(const Credentials& credentials);
// Checks that each part looks like one that AWS issues: no blanks or control characters, an id of
// 16 to 128 letters, digits and '_' (IAM's AccessKeyIdType). Errc::config otherwise. `place` names
// the origin of the credentials, for the error; its text never repeats a secret, nor the id, since
// that may be a misplaced secret.
Status check_credentials(const Credentials& credentials, std::string_view place);

struct AssumedRole {
  std::string arn;
  std::string session_name = "wan53";  // by which CloudTrail shows what the session does
  std::string external_id = {};        // empty: none
  Seconds duration = 1h;
};

// What a profile comes to: with `credentials` the first role is assumed, and each further one with
// the session of the one before it.
struct ProfileKeys {
  Credentials credentials;
  std::vector<AssumedRole> roles = {};
};

// Finds one profile in the text of a credentials file, and the profiles that it names as its
// source. A profile that is its own source assumes its role with its own keys; one that another
// profile names brings its keys if it has any, even if it has a role, too. `path` is for messages
// only. Errc::config: no such profile (the text lists those that exist), a missing or repeated key,
// a value that STS would refuse, sources that form a loop, a malformed line, or a profile whose
// credentials would come from a process, SSO, a web identity, an instance or a person with a code.
// Names of profiles are shown, other values are not.
Result<ProfileKeys> read_credentials(std::string_view text, std::string_view profile,
                                     std::string_view path);

}  // namespace wan53
