// SPDX-License-Identifier: MIT
// What became of one record's plan in a round.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ddns/plan.h"

namespace wan53 {

enum class OutcomeKind : std::uint8_t {
  unchanged,  // published already
  created,
  changed,
  planned,      // --dry-run: would be created or changed
  waiting,      // no address yet, or the clock is not set
  retry,        // a transient fault; nothing was written
  unconfirmed,  // the write was sent and its fate is unknown
  refused,      // the user must act
};
// "unchanged", "created", ...: the word in --json, status and state.
std::string_view outcome_name(OutcomeKind kind);
std::optional<OutcomeKind> parse_outcome(std::string_view name);
// All but unchanged, created, changed and planned.
bool is_failure(OutcomeKind kind);
// Created or changed: something was written.
bool is_change(OutcomeKind kind);

struct Outcome {
  RecordConfig record;
  std::string from;            // the observation's source, for messages
  std::string observed;        // the address seen there; empty when none was
  std::string interface_name;  // the WAN's, for requests that shall leave by it; empty: any
  Plan plan;
  OutcomeKind kind = OutcomeKind::waiting;
  std::string text;                    // the plan's reason, or the error
  bool confirmed_before = false;       // unchanged by an earlier round's word: nobody was asked
  std::string zone_id;                 // empty when it was not found
  std::string change_id;               // set when a change batch was accepted
  std::int64_t observed_since_ms = 0;  // monotonic
  bool settling = false;  // what is missing may come without any event: look again soon
};

// Makes `error` what became of it.
void settle(Outcome& outcome, const Error& error);

// Exit statuses, the program's contract with scripts.
enum ExitStatus : int {
  kExitDone = 0,  // done, or nothing to do
  kExitUsage = 1,
  kExitConfig = 2,
  kExitTransient = 3,    // will be retried
  kExitUser = 4,         // the user must act
  kExitUnconfirmed = 5,  // could not confirm
  kExitBug = 70,
};
ExitStatus exit_status(Errc code);
// Of a round: the gravest of its outcomes' (user, then unconfirmed, then transient).
ExitStatus exit_status(const std::vector<Outcome>& outcomes);

}  // namespace wan53
