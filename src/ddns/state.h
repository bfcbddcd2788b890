// SPDX-License-Identifier: MIT
// What was published where: state.json, on flash, which outlives a reboot.
//
// It is a cache: a damaged, truncated, missing or newer-versioned file reads as an empty value,
// never as an error, and the next round finds out again. Nothing is ever written to Route 53 on its
// word alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "ddns/address_set.h"
#include "ddns/record_key.h"

namespace wan53 {

struct PublishedState {
  RecordKey key;
  std::string zone_id;   // discovered, or the config's
  AddressSet addresses;  // last seen or written in Route 53; empty before
  std::uint32_t ttl = 0;
  std::optional<UtcTime> since = {};  // when we first saw or wrote those addresses
};

// Written only when one of these differs.
struct State {
  std::vector<PublishedState> records;

  const PublishedState* find(const RecordKey& key) const;
  PublishedState& entry(const RecordKey& key);  // made when missing
};

std::string state_text(const State& state);
State parse_state(std::string_view text);

}  // namespace wan53
