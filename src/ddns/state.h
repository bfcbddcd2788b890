// SPDX-License-Identifier: MIT
// What outlives a process: `state.json` on flash (what was published where) and `volatile.json` in
// RAM (the last round, back-off, clock offset). JSON through cJSON.
//
// Both are caches: a damaged, truncated, missing or newer-versioned file reads as an empty value,
// never as an error, and the next round finds out again. Nothing is ever written to Route 53 on
// their word alone. Texts that were read are printable and at most 1,000 bytes long; numbers are
// within their ranges.
//
// Names that end in _ms are moments of the monotonic clock, which decides everything; wall time
// (UtcSeconds) is for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "aws/dns_name.h"
#include "base/utc.h"
#include "ddns/address.h"
#include "ddns/config.h"
#include "ddns/damping.h"
#include "ddns/plan.h"

namespace wan53 {

// As many as a config can hold; more are dropped.
inline constexpr std::size_t kMaxStateRecords = 3'000;
// Room for so many, each with a long reason and all its moves.
inline constexpr std::size_t kMaxStateBytes = 4 * 1024 * 1024;

// Changes that a report keeps, for damping.
inline constexpr std::size_t kMaxMoves = 8;

// Which record: a record set's identity.
struct RecordKey {
  DnsName name;
  Family family = Family::ipv4;
  std::string set_identifier;

  friend bool operator==(const RecordKey&, const RecordKey&) = default;
};
RecordKey key_of(const RecordConfig& record);

struct PublishedState {
  RecordKey key;
  std::string zone_id;  // discovered, or the config's
  std::string value;    // last seen or written in Route 53 (several joined by ","); empty before
  std::uint32_t ttl = 0;
  UtcSeconds since = 0;  // when we first saw or wrote that value; 0: never
};

// Flash: written only when one of these differs.
struct State {
  std::vector<PublishedState> records;

  const PublishedState* find(const RecordKey& key) const;
  PublishedState& entry(const RecordKey& key);  // made when missing
};
std::string state_text(const State& state);
State parse_state(std::string_view text);

struct RecordReport {
  RecordKey key;
  std::string observed;  // address (several joined by ","), or empty
  std::int64_t observed_since_ms = 0;
  std::string outcome;            // see outcome_name in ddns/outcome.h
  std::string text;               // the reason or the error, one sentence
  UtcSeconds since = 0;           // when the outcome became of that kind
  std::int64_t confirmed_ms = 0;  // when the publisher last said that all is right; 0: it did not
  std::vector<Move> moves;        // what was published lately, oldest first
};

// Behind NAT: the address that the internet sees of a WAN.
struct External {
  int unit = 0;
  std::string inner;   // the WAN's own address then, and
  std::string realip;  // the firmware's opinion: a change of either makes this worthless
  std::string address;
  std::int64_t asked_ms = 0;
  std::string doubt;  // why it could not be confirmed then; empty: it was
};

// RAM: written after every pass that learnt something.
struct Volatile {
  std::string boot;                 // the kernel's boot id: moments of another boot mean nothing
  std::int64_t clock_offset_s = 0;  // server time minus wall clock, 0 unless corrected
  UtcSeconds last_round = 0;        // signing time at the end of the last round; 0: none since boot
  UtcSeconds last_success = 0;      // of the last round in which all was right
  std::int64_t last_round_ms = 0;
  std::int64_t next_try_ms = 0;    // no due round before this, after failures; 0: none
  std::int64_t next_look_ms = 0;   // when the daemon looks again by itself
  int failures = 0;                // failed rounds in a row
  int settling = 0;                // looks in a row that found an address on its way
  std::int64_t clock_wait_ms = 0;  // since when a WAN is up and the clock is not set; 0: it is
  std::int64_t firmware_asked_ms =
      0;                   // since when the firmware waits for our answer; 0: it does not
  std::string last_event;  // the last notice of a hook
  UtcSeconds last_event_at = 0;
  std::string trouble;  // why no round could run at all: keys, certificates
  // Of the config's text that the round ran on: another one makes a round due.
  std::string config_digest;
  std::vector<External> externals;
  std::vector<RecordReport> records;

  const RecordReport* find(const RecordKey& key) const;

  // Messages or metrics that failed though the records are right, in the last round.
  std::vector<std::string> warnings;
  // What the last look could not make sure of.
  std::vector<std::string> doubts;
};
std::string volatile_text(const Volatile& state);
Volatile parse_volatile(std::string_view text);

// All that the program remembers between rounds.
struct Memory {
  State state;
  Volatile recent;
};

}  // namespace wan53
