// SPDX-License-Identifier: MIT
// What was learnt since the last boot: volatile.json, in RAM. A cache like state.json: an
// unreadable file reads as an empty value, and the next cycle finds everything out again.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "ddns/address_set.h"
#include "ddns/flapping.h"
#include "ddns/outcome.h"
#include "ddns/record_key.h"
#include "ddns/state.h"

namespace wan53 {

// Enough for all records of a config, each with a long reason and all its changes.
inline constexpr std::size_t kMaxStoredBytes = 4 * 1024 * 1024;
// Recent changes kept for each record, to notice flapping.
inline constexpr std::size_t kMaxRecentChanges = 8;

// What the last rounds found out about one record.
struct RecordReport {
  RecordKey key;
  AddressSet observed;
  Moment observed_since;
  OutcomeKind outcome;
  std::string text;                        // the reason or the error, one sentence
  UtcTime since;                           // when the outcome took this kind
  std::optional<Moment> confirmed = {};    // when the publisher last confirmed the record
  std::vector<RecentChange> changes = {};  // published recently, oldest first
};

// The address under which the internet sees a WAN that is behind NAT.
struct ExternalAddress {
  int unit = 0;
  // The WAN's own address and what the firmware saw, at that time: if either changes, `address` is
  // no longer valid.
  std::string inner;
  std::string realip;
  std::optional<Address> address = {};
  std::optional<Moment> asked = {};  // when a checker or the firmware was last asked
  std::string unverified = {};       // why it could not be verified then; empty if it was
};

struct Recent {
  std::string boot = {};    // the kernel's boot id: moments of another boot are invalid
  Seconds clock_offset{0};  // server time minus wall clock, 0 unless corrected
  struct Round {
    UtcTime time;  // by the corrected clock
    Moment at;
  };
  std::optional<Round> last_round = {};          // its end
  std::optional<UtcTime> last_success = {};      // of the last round without a failure
  std::optional<Moment> next_try = {};           // after failures: no round before then
  std::optional<Moment> next_cycle = {};         // when the daemon detects again without an event
  int failures = 0;                              // failed rounds in a row
  int unsettled_cycles = 0;                      // cycles in a row that ended with retry_soon
  std::optional<Moment> clock_unset_since = {};  // a WAN is up and NTP has not set the clock
  std::optional<Moment> firmware_asked = {};  // since when the firmware has waited for our answer
  struct Event {
    std::string notice;
    UtcTime time;
  };
  std::optional<Event> last_event = {};  // the last notification of a hook
  std::string blocking_error = {};       // why no round could run at all: keys, certificates
  std::string config_digest = {};  // digest of the config last used; a change makes a round due
  std::vector<ExternalAddress> externals = {};
  std::vector<RecordReport> records = {};
  std::vector<std::string> warnings = {};      // of the last round: why a message or metric failed
  std::vector<std::string> unverified = {};    // why an address or the clock could not be verified
  std::optional<Unwritten> state_folder = {};  // kept here, since state.json cannot tell

  const RecordReport* find(const RecordKey& key) const;
};

std::string recent_text(const Recent& recent);
Recent parse_recent(std::string_view text);

// Everything that the program remembers from one cycle to the next.
struct Memory {
  State state;
  Recent recent;
};

}  // namespace wan53
