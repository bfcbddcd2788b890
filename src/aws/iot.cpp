// SPDX-License-Identifier: MIT
#include "aws/iot.h"

#include <algorithm>

#include "aws/url.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxName = 128;

Result<std::string> check_name(std::string_view text, std::string_view marks) {
  const bool good =
      std::ranges::all_of(text, [&](char c) { return is_alnum(c) || marks.find(c) != marks.npos; });
  if (good && !text.empty() && text.size() <= kMaxName) return std::string(text);
  return fail(Errc::config, "{}; expected 1 to {} letters, digits and {}", printable(text),
              std::uint64_t{kMaxName}, marks);
}

}  // namespace

Result<std::string> check_iot_endpoint(std::string_view text) {
  constexpr std::string_view kScheme = "https://";
  const auto url = canonical_url(compose("{}{}", kScheme, text));
  if (!url || url->find('/', kScheme.size()) != url->npos ||
      url->find(".credentials.") == url->npos) {
    return fail(Errc::config,
                "{}; expected a host with .credentials. in its name, as `aws iot describe-endpoint "
                "--endpoint-type iot:CredentialProvider` prints it",
                printable(text));
  }
  return url->substr(kScheme.size());
}

Result<std::string> check_role_alias(std::string_view text) { return check_name(text, "=,@-_"); }

Result<std::string> check_thing_name(std::string_view text) { return check_name(text, ":_-"); }

AwsRequest iot_session_request(std::string_view endpoint, std::string_view alias) {
  AwsRequest made;
  made.service = Service::iot;
  made.operation = "AssumeRoleWithCertificate";
  made.endpoint.url = compose("https://{}", endpoint);
  made.method = "GET";
  made.path = compose("/role-aliases/{}/credentials", uri_encode(alias));
  return made;
}

}  // namespace wan53
