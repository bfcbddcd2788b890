// SPDX-License-Identifier: MIT
// Who hands out sessions: AWS IoT, Roles Anywhere, STS, another program.
#pragma once

#include <string>
#include <string_view>

#include "access/corrected_clock.h"
#include "aws/session.h"
#include "base/result.h"

namespace wan53 {

class Provider {
 public:
  virtual ~Provider() = default;
  // Asks for a new session, with the retries and the politeness of access/aws_client; with one try
  // if it `can_wait`, since a session is held. `time` is corrected by the provider's replies.
  // Errors, as AwsClient::call's: retry (transient), user (refused), config (files, endpoints),
  // look_again (the clock is not set); each is one line that says who was asked, what it said and
  // what to do. The caller judges whether the session lasts long enough.
  virtual Result<Session> ask(CorrectedClock& time, bool can_wait) = 0;
};

using SessionReader = Result<Session>(std::string_view text);
// The session in what `who` answered, which is wiped. Errc::retry if it cannot be read: a sound
// provider's next answer may be better.
Result<Session> read_asked(Result<std::string> body, SessionReader* read, std::string_view who);

}  // namespace wan53
