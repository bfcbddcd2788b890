// SPDX-License-Identifier: MIT
// What outlives a process: `state.json` on flash (what was published where) and `volatile.json` in
// RAM (the last round, back-off, clock offset). JSON through cJSON.
//
// Both are caches: a damaged, truncated, missing or newer-versioned file reads as an empty value,
// never as an error, and the next round finds out again. Nothing is ever written to Route 53 on
// their word alone. Texts that were read are printable and at most 1,000 bytes long; numbers are
// within their ranges.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "aws/dns_name.h"
#include "base/utc.h"
#include "ddns/address.h"
#include "ddns/config.h"
#include "ddns/plan.h"

namespace wan53 {

// Room for some hundred records, each with a long reason.
inline constexpr std::size_t kMaxStateBytes = 256 * 1024;
// As many as a config can hold; more are dropped.
inline constexpr std::size_t kMaxStateRecords = 3'000;

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
  std::string value;    // last seen or written in Route 53; empty before that
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
  std::string observed;  // address, or empty
  std::string outcome;   // see outcome_name in ddns/outcome.h
  std::string text;      // the reason or the error, one sentence
};

// RAM: written after every round.
struct Volatile {
  std::int64_t clock_offset_s = 0;  // server time minus wall clock, 0 unless corrected
  UtcSeconds last_round = 0;        // signing time at the end of the last round; 0: none since boot
  UtcSeconds last_success = 0;      // of the last round in which all was right
  UtcSeconds next_try = 0;          // no due round before this, after failures; 0: none
  int failures = 0;                 // failed rounds in a row
  // Of the config's text that the round ran on: another one makes a round due.
  std::string config_digest;
  std::vector<RecordReport> records;
  // Messages or metrics that failed though the records are right.
  std::vector<std::string> warnings;
};
std::string volatile_text(const Volatile& state);
Volatile parse_volatile(std::string_view text);

}  // namespace wan53
