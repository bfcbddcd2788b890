// SPDX-License-Identifier: MIT
// One pass of the program: look at the addresses, run a round if one is due, tell the firmware,
// remember, and say when to look again. The daemon makes one after every event, cron and a person
// make single ones; all under the round lock.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cycle/round.h"

namespace wan53 {

// What a round needs beyond the config: made when the first round is due, so that a pass that finds
// nothing to do reads no keys.
class Session {
 public:
  Session(World& world, const Setup& setup) : world_(world), setup_(setup) {}
  // Errc::config, see settings/settings.h. The client lives as long as the session.
  Result<AwsClient*> open(std::int64_t clock_offset_s);

 private:
  World& world_;
  const Setup& setup_;
  std::unique_ptr<Http> http_;
  std::unique_ptr<AwsClient> aws_;
};

struct PassOrder {
  std::optional<Address> given;  // --ip
  bool after_event = false;      // something has happened: checkers are asked anew
  PublishMode mode;              // only_if_due: no round either when none is due
  std::string because;  // what led to this pass, for log and history: "wan-event 0 connected"
  std::string hook;     // the last notice of a hook that did; empty: none
};

struct Pass {
  bool due = true;     // false: nothing was to be done
  RoundResult result;  // of the round, or what was observed
  // Why no round could run: keys or certificates.
  std::optional<Error> trouble;
  // When to look again if nothing happens, on the monotonic clock.
  std::int64_t next_look_ms = 0;
  Status saved;  // what was done is remembered
};

// Errc::retry when another process holds the lock for too long.
Result<Pass> run_pass(World& world, const Setup& setup, const PassOrder& order, Session& session,
                      Log& log);

}  // namespace wan53
