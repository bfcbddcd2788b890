// SPDX-License-Identifier: MIT
// A session that was accepted is whole and can sign; a refusal never repeats what may be a secret.
#include "aws/session.h"
#include "fuzz.h"

using namespace wan53;

namespace {

// The seeds' secrets begin so, and no message of ours does.
constexpr std::string_view kSecretMark = "SeCrEt";

void check(const Result<Session>& session, bool is_process, bool may_quote) {
  if (!session) {
    REQUIRE(session.error().code == Errc::bad_input);
    REQUIRE(fuzz::is_clear(session.error()));
    REQUIRE(may_quote || session.error().what.find(kSecretMark) == std::string::npos);
    return;
  }
  REQUIRE(fault_of(session->credentials).empty());
  REQUIRE(is_process || !session->credentials.session_token.empty());
  REQUIRE(is_process || session->expires);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::view(data, size);
  check(read_iot_session(text), false, false);
  check(read_roles_anywhere_session(text), false, false);
  check(read_process_session(text), true, false);
  // Names of elements are shown.
  check(read_assumed_session(text), false, true);
  return 0;
}
