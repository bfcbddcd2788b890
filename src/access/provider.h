// SPDX-License-Identifier: MIT
// Who hands out sessions: AWS IoT, Roles Anywhere, STS, another program.
#pragma once

#include "access/corrected_clock.h"
#include "aws/session.h"
#include "base/result.h"

namespace wan53 {

class Provider {
 public:
  virtual ~Provider() = default;
  // Asks for a new session, with the retries and the politeness of access/aws_client. `time` is
  // corrected by the provider's replies. Errors, as AwsClient::call's: retry (transient), user
  // (refused), config (files, endpoints), look_again (the clock is not set); each is one line that
  // says who was asked, what it said and what to do. Whether the session's end is one to live with
  // is for the caller to judge.
  virtual Result<Session> ask(CorrectedClock& time) = 0;
};

}  // namespace wan53
