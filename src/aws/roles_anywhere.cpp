// SPDX-License-Identifier: MIT
#include "aws/roles_anywhere.h"

#include "aws/endpoint.h"
#include "aws/notify.h"
#include "aws/url.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

Result<std::string> check_arn(std::string_view text, std::string_view service,
                              std::string_view resource, std::string_view example) {
  const auto arn = parse_arn(text);
  if (arn && arn->service == service && is_account(arn->account) &&
      arn->resource.starts_with(resource) && arn->resource.size() > resource.size() &&
      (service == "iam" ? arn->region.empty()
                        : is_region(arn->region) && arn->partition == partition_of(arn->region))) {
    return std::string(text);
  }
  return fail(Errc::config, "{}; expected an ARN such as {}", printable(text), example);
}

}  // namespace

Result<std::string> check_trust_anchor_arn(std::string_view text) {
  return check_arn(text, "rolesanywhere", "trust-anchor/",
                   "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/UUID");
}

Result<std::string> check_profile_arn(std::string_view text) {
  return check_arn(text, "rolesanywhere", "profile/",
                   "arn:aws:rolesanywhere:us-east-1:111122223333:profile/UUID");
}

Result<std::string> check_role_arn(std::string_view text) {
  return check_arn(text, "iam", "role/", "arn:aws:iam::111122223333:role/wan53");
}

AwsRequest create_session(const RolesAnywhere& of) {
  AwsRequest made;
  made.service = Service::roles_anywhere;
  made.operation = "CreateSession";
  if (const auto arn = parse_arn(of.trust_anchor_arn)) made.region = arn->region;
  made.method = "POST";
  made.path = "/sessions";
  made.query = compose("profileArn={}&roleArn={}&trustAnchorArn={}", uri_encode(of.profile_arn),
                       uri_encode(of.role_arn), uri_encode(of.trust_anchor_arn));
  made.content_type = "application/json";
  made.body = "{}";
  return made;
}

}  // namespace wan53
