// SPDX-License-Identifier: MIT
#include "access/other_providers.h"

#include "access/aws_client.h"
#include "aws/notify.h"
#include "base/compose.h"
#include "base/text.h"
#include "settings/environment.h"
#include "settings/trust.h"

namespace wan53 {

Result<Session> AssumedRoleProvider::ask(CorrectedClock& time) {
  TRY_ASSIGN(const Endpoints& endpoints, load_endpoints(ports_.environment, settings_.config));
  TRY_ASSIGN(std::string ca_pem, load_ca(ports_, settings_));
  const auto http = ports_.http->make({std::move(ca_pem), time.offset()});
  Session session{base_, std::nullopt};
  bool is_new = key_is_new && base_.session_token.empty();
  for (const auto& role : roles_) {
    AwsClient aws(*http, ports_.clock, ports_.random,
                  {.credentials = std::move(session.credentials),
                   .endpoints = endpoints,
                   .clock_offset = time.offset(),
                   .key_is_new = std::exchange(is_new, false),
                   .progress = &static_cast<Progress&>(ports_.progress)});
    auto body = aws.call(assume_role(role));
    if (aws.time().has_heard()) time = aws.time();
    TRY_ASSIGN(session,
               read_asked(std::move(body), read_assumed_session, display_name(Service::sts)));
  }
  return session;
}

Result<Session> ProcessProvider::ask(CorrectedClock&) {
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
