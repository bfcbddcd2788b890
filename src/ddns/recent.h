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

// The address under which the internet sees a WAN or, for `source = internet`, this machine.
struct ExternalAddress {
  std::string way;  // "wan0"; "internet on eth0", for IPv6 "internet on eth0 IPv6"
  // The WAN's own address and what STUN last saw: if either changes, `address` must be confirmed.
  // Both are empty for the machine.
  std::string inner;
  std::string realip;
  std::optional<Address> address = {};
  // When a checker or the firmware was last asked; nothing since `inner` or `realip` changed.
  std::optional<Moment> asked = {};
  std::string unverified = {};  // why it could not be verified then; empty if it was
  bool doubted = false;         // an event since `asked` has cast doubt on it

  // True if the internet sees another address than the WAN's own, or must, since that is private.
  bool is_behind_nat() const;
};

// A write that was sent, or was about to be, and whose result no round has told yet: the process may
// have ended, or Route 53's reply was lost.
struct UnconfirmedWrite {
  RecordKey key;
  std::string old_values;  // published before, or kNoRecordSet
  AddressSet addresses;    // written
  std::uint32_t ttl = 0;
};

// How the hosted zones in the state were found by name, all at one time.
struct ZoneSearch {
  Moment at;
  std::string key;                 // digest of the access key or the proof that found them
  std::vector<std::string> notes;  // which longer zones are not written, and why: for status
};

// What SNS or CloudWatch answered to the last message or datum.
struct Delivery {
  UtcTime time;
  std::string to;       // the topic's ARN, or the namespace
  std::string error;    // empty: it was taken
  bool passes = false;  // the error is transient
};

// How this machine proved itself to whoever hands out sessions, when it last asked or signed.
struct ProofReport {
  std::string by;                     // "AWS IoT (role alias wan53)"
  std::optional<UtcTime> until = {};  // when the held session ends; nothing: none is held
  std::string error = {};             // why the last asking failed; empty: it did not

  bool operator==(const ProofReport&) const = default;
};

// When a round or a cycle ended.
struct RoundEnd {
  UtcTime time;  // by the corrected clock
  Moment at;
};

// What the last rounds with one config left.
struct RoundMemory {
  std::optional<RoundEnd> last_round = {};
  bool at_once = false;  // the last round ran before its burst of events was over
  std::optional<UtcTime> last_success = {};  // of the last round without a failure
  std::optional<Moment> next_try = {};       // after failures: no round before then
  int failures = 0;                          // failed rounds in a row
  std::string blocking_error;                // why no round could run at all: keys, certificates
  std::string config_digest;  // digest of the config last used; a change makes a round due
  std::optional<ZoneSearch> zone_search = {};  // none: look the zones up again
  std::vector<RecordReport> records;
  std::vector<UnconfirmedWrite> unconfirmed;
  // Of the last round: why a metric failed. And why the last message failed, until one is taken.
  std::vector<std::string> warnings;
  std::optional<Delivery> message = {};
  std::optional<Delivery> datum = {};
  std::optional<Moment> heartbeat = {};  // when heartbeat-url was last called

  const RecordReport* find(const RecordKey& key) const;
};

struct Recent : RoundMemory {
  std::string boot;         // the kernel's boot id: moments of another boot are invalid
  Seconds clock_offset{0};  // server time minus wall clock, 0 unless corrected
  std::optional<Moment> next_cycle = {};           // when the daemon detects again without an event
  int unsettled_cycles = 0;                        // cycles in a row that ended with retry_soon
  std::optional<Moment> clock_unset_since = {};    // a WAN is up and NTP has not set the clock
  std::optional<Moment> firmware_unanswered = {};  // since when no answer could be given
  struct Event {
    std::string notice;
    UtcTime time;
  };
  std::optional<Event> last_event = {};  // the last notification of a hook
  // Digest of the last key that has worked, or that was refused for so long that it is not just new.
  std::string settled_key;
  std::optional<ProofReport> proof = {};  // nothing with a stored key
  std::vector<ExternalAddress> externals;
  std::vector<std::string> unverified;         // why an address or the clock could not be verified
  std::optional<Unwritten> state_folder = {};  // kept here, since state.json cannot tell
  // Of other configs, used in turn with this one (`-c`); the last one used comes first.
  std::vector<RoundMemory> others;

  // Brings back what the rounds of that config left. What those of an unknown one leave is built on
  // the present one's, which it may be an edited copy of.
  void use_config(std::string_view digest);
};

std::string recent_text(const Recent& recent);
Recent parse_recent(std::string_view text);

// Everything that the program remembers from one cycle to the next.
struct Memory {
  State state;
  Recent recent;
};

}  // namespace wan53
