// SPDX-License-Identifier: MIT
// The result of a round for one record.
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
  unchanged,  // already published
  created,
  changed,
  planned,      // --dry-run: would be created or changed
  absent,       // no IPv6 here, and none was published: only IPv4 is
  waiting,      // no address yet, or the clock is not set
  retry,        // a transient fault; nothing was written
  unconfirmed,  // the write was sent but may not have been applied
  refused,      // the user must act
};
// "unchanged", "created", ...: the word in --json, status and volatile.json.
std::string_view outcome_name(OutcomeKind kind);
std::optional<OutcomeKind> parse_outcome(std::string_view name);
// True for all kinds except unchanged, created, changed, planned and absent.
bool is_failure(OutcomeKind kind);
// True for created and changed: something was written.
bool is_change(OutcomeKind kind);
// True for absent and waiting: there is nothing to publish yet.
bool is_waiting(OutcomeKind kind);
// True for retry and unconfirmed: failures that may pass by themselves.
bool is_transient(OutcomeKind kind);
// The outcome that an error leads to.
OutcomeKind outcome_of(Errc code);

// The old value if there was no record set.
inline constexpr std::string_view kNoRecordSet = "none";

struct Outcome {
  RecordConfig record;
  OutcomeKind kind;
  std::string text;                      // why: the plan's reason, or the error
  std::string source_name;               // the detection's, for messages
  AddressSet observed;                   // as detected; may be empty
  AddressSet desired;                    // what should be published; empty if unknown
  std::uint32_t ttl = 0;                 // the published TTL; 0 if unknown
  std::string old_values;                // published before, or kNoRecordSet; empty if unknown
  std::string zone_id;                   // empty if it was not found
  std::string change_id;                 // of the change batch that Route 53 accepted; else empty
  std::optional<Moment> confirmed = {};  // when the publisher confirmed that it is right
};

// For a record that could not even be attempted.
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
// Every one with its meaning, for help and manual.
struct ExitMeaning {
  ExitStatus status;
  std::string_view meaning;
};
inline constexpr ExitMeaning kExitMeanings[] = {
    {kExitDone, "done, or nothing to do"},
    {kExitUsage, "wrong usage"},
    {kExitConfig, "wrong config"},
    {kExitTransient, "transient: try again later"},
    {kExitUser, "you must act"},
    {kExitUnconfirmed, "a write could not be confirmed"},
    {kExitBug, "a bug"},
};
ExitStatus exit_status(Errc code);
// The graver of two: bug, config, user, unconfirmed, transient, done.
ExitStatus graver(ExitStatus a, ExitStatus b);
// The exit status of a round: the gravest of its outcomes (user, then unconfirmed, then transient).
ExitStatus exit_status(const std::vector<OutcomeKind>& kinds);
ExitStatus exit_status(const std::vector<Outcome>& outcomes);

}  // namespace wan53
