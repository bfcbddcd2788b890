// SPDX-License-Identifier: MIT
// What became of one record in a round.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "ddns/address_set.h"
#include "ddns/config.h"

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
// "unchanged", "created", ...: the word in --json, status and volatile.json.
std::string_view outcome_name(OutcomeKind kind);
std::optional<OutcomeKind> parse_outcome(std::string_view name);
// All but unchanged, created, changed and planned.
bool is_failure(OutcomeKind kind);
// Created or changed: something was written.
bool is_change(OutcomeKind kind);
// A failure that passes by itself: retry or unconfirmed.
bool is_transient(OutcomeKind kind);
// What an error makes of a record.
OutcomeKind outcome_of(Errc code);

// The old value of a record that had no record set.
inline constexpr std::string_view kNoRecordSet = "none";

struct Outcome {
  RecordConfig record;
  OutcomeKind kind;
  std::string text;         // why: the plan's reason, or the error
  std::string source_name;  // the detection's, for messages
  AddressSet observed;      // as detected; may be empty
  AddressSet desired;       // what should be published; empty if that is not known
  std::uint32_t ttl = 0;    // with which TTL it is published; 0 if that is not known
  std::string old_values;  // what was published before, or kNoRecordSet; empty if that is not known
  std::string zone_id;     // empty if it was not found
  std::string change_id;   // of the change batch that Route 53 accepted; else empty
  std::optional<Moment> confirmed = {};  // when the publisher said that it is right
};

// Of a record for which nothing could be tried.
Outcome failed_outcome(const RecordConfig& record, const Error& error, std::string source_name,
                       AddressSet observed);

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
ExitStatus exit_status(const std::vector<OutcomeKind>& kinds);
ExitStatus exit_status(const std::vector<Outcome>& outcomes);

}  // namespace wan53
