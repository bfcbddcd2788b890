// SPDX-License-Identifier: MIT
// AWS credentials and the shared-credentials file that holds them.
//
// The file is the AWS CLI's: INI sections named after profiles, with aws_access_key_id,
// aws_secret_access_key and, for temporary credentials, aws_session_token. Other keys of a profile
// belong to other tools and are ignored; in wan53.conf they would be errors.
// Source: "Configuration and credential file settings", AWS SDKs and Tools Reference Guide.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

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

// Finds one profile in the text of a credentials file. `path` is for messages only.
// Errc::config: no such profile (the text lists those that exist), a missing or repeated key, a
// malformed line.
Result<Credentials> read_credentials(std::string_view text, std::string_view profile,
                                     std::string_view path);

}  // namespace wan53
