// SPDX-License-Identifier: MIT
// Credentials that were accepted pass the check that those of the environment must pass; a refusal
// never repeats what may be a secret.
#include "aws/credentials.h"
#include "aws/roles_anywhere.h"
#include "fuzz.h"

using namespace wan53;

namespace {

// The seeds' secrets begin so, and no message of ours does.
constexpr std::string_view kSecretMark = "SeCrEt";

// Names of profiles are shown.
bool is_in_name(std::string_view text, std::string_view mark) {
  while (!text.empty()) {
    const std::string_view line = take_until(text, '\n');
    const bool has_name =
        line.find('[') != line.npos || lower(line).find("source_profile") != line.npos;
    if (has_name && line.find(mark) != line.npos) return true;
  }
  return false;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::view(data, size);
  const auto found = read_credentials(text, "default", "credentials");
  if (!found) {
    REQUIRE(found.error().code == Errc::config);
    REQUIRE(fuzz::is_clear(found.error()));
    REQUIRE(found.error().what.starts_with("credentials"));
    REQUIRE(found.error().what.find(kSecretMark) == std::string::npos ||
            is_in_name(text, kSecretMark));
    return 0;
  }
  const Credentials& credentials = found->credentials;
  REQUIRE(check_credentials(credentials, "credentials"));
  REQUIRE(credentials.access_key_id.size() >= 16 && credentials.access_key_id.size() <= 128);
  REQUIRE(!credentials.secret_access_key.empty());
  for (const auto& role : found->roles) {
    REQUIRE(check_role_arn(role.arn));
    REQUIRE(role.session_name.size() >= 2 && role.session_name.size() <= 64);
    REQUIRE(role.external_id.size() <= 1224);
    REQUIRE(role.duration >= 15min && role.duration <= (&role == found->roles.data() ? 12h : 1h));
  }
  return 0;
}
