// SPDX-License-Identifier: MIT
// One cycle of the program: detect the addresses, run a round if one is due, answer the firmware,
// remember the result, and say when to run the next cycle. The daemon runs one after every event;
// cron, hooks and a person run single ones. All of them hold the round lock.
#pragma once

#include <optional>
#include <string>

#include "access/lazy_client.h"
#include "cycle/heartbeat.h"
#include "cycle/round.h"

namespace wan53 {

struct CycleRequest {
  std::optional<Address> given = {};  // --ip
  bool after_event = false;           // something has happened: ask the checkers again
  bool only_if_due = false;           // no round if none is due
  bool at_once = false;               // a round at once: see run_cycle
  PublishOptions publish = {};
  std::string because;    // what led to this cycle, for log and history: "wan-event 0 connected"
  std::string hook = {};  // the last hook notification; empty if none
  std::optional<Moment> event = {};  // when that happened
  // With `at_once`, what the event tells: a WAN's new address or the number of a connected WAN,
  // from a hook; empty if the event came from the kernel.
  std::string hint = {};
};

struct Cycle {
  // The round's result. If no round ran: the outcomes of the records that wait for an address.
  Round round;
  bool round_was_due = false;
  std::optional<Error> blocking_error = {};     // why a due round could not run: keys, certificates
  std::optional<Moment> next = {};              // when to run the next cycle if nothing happens
  Status saved = {};                            // the result of writing the state files
  std::optional<HeartbeatCall> heartbeat = {};  // the call after the round
  std::string mail = {};                        // what was sent by mail after the round; see mail.h
};

// Errc::retry if another process holds the lock for too long. A dry run takes no lock, writes no
// file, does not answer the firmware and logs nothing.
//
// With `at_once` it runs before a burst of events is over: it waits for no lock, asks no checker.
// Without a new address to publish it returns an error and leaves no trace. With one, the records
// that have an address are published, and no more: the caller must run another cycle kDebounce
// later, by a client of its own, since what cannot be reached now may be reached then. `client`
// should be one of a single try.
Result<Cycle> run_cycle(const Ports& ports, const Settings& settings, const CycleRequest& request,
                        LazyAwsClient& client, Log& log);

}  // namespace wan53
