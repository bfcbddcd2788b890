// SPDX-License-Identifier: MIT
#include "access/other_providers.h"

#include "access/own_client.h"
#include "aws/notify.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53 {

Result<Session> AssumedRoleProvider::ask(CorrectedClock& time, bool can_wait) {
  Session session{base_, std::nullopt};
  bool is_new = key_is_new_;
  for (const auto& role : roles_) {
    TRY_ASSIGN(const auto& client, make_client(ports_, settings_,
                                               {.credentials = std::move(session.credentials),
                                                .clock_offset = time.offset(),
                                                .key_is_new = std::exchange(is_new, false),
                                                .one_try = can_wait}));
    auto body = client.aws->call(assume_role(role));
    time.learn_from(client.aws->time());
    TRY_ASSIGN(session,
               read_asked(std::move(body), read_assumed_session, display_name(Service::sts)));
  }
  return session;
}

Result<Session> ProcessProvider::ask(CorrectedClock&, bool) {
  const std::string program = printable(argv_.front());
  auto ended = ports_.processes->run(argv_, kLongestProcess, kMaxSessionBytes);
  if (!ended && ended.error().code == Errc::wait) {
    return fail(Errc::config,
                "credential-process: {} is not there, may not be run, or others may write to it; "
                "correct wan53.conf or its mode",
                program);
  }
  if (!ended) return pass_on(ended);
  if (ended->status != 0) {
    wipe(ended->output);
    return fail(Errc::retry,
                "credential-process: {} failed and gave no credentials; run it by hand to see why",
                program);
  }
  return read_asked(std::move(ended->output), read_process_session, program);
}

}  // namespace wan53
