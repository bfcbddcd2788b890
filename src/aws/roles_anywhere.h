// SPDX-License-Identifier: MIT
// IAM Roles Anywhere: CreateSession hands out a role's session credentials to whoever signs with
// the key of a certificate that a trust anchor's CA has issued. Pure.
//
// Source: "CreateSession" and "Signing process", IAM Roles Anywhere User Guide; botocore's
// rolesanywhere/2018-05-10 service-2.json for the patterns.
#pragma once

#include <string>
#include <string_view>

#include "aws/request.h"
#include "base/result.h"

namespace wan53 {

// "arn:aws:rolesanywhere:REGION:ACCOUNT:trust-anchor/UUID", ".../profile/UUID" and
// "arn:aws:iam::ACCOUNT:role/NAME", in any partition. Errc::config otherwise.
Result<std::string> check_trust_anchor_arn(std::string_view text);
Result<std::string> check_profile_arn(std::string_view text);
Result<std::string> check_role_arn(std::string_view text);

struct RolesAnywhere {
  std::string_view trust_anchor_arn;
  std::string_view profile_arn;
  std::string_view role_arn;
};
// For aws/x509_signature to sign. It goes to the trust anchor's region; the session's length is the
// profile's own. All three have passed their checks.
AwsRequest create_session(const RolesAnywhere& of);

}  // namespace wan53
