// SPDX-License-Identifier: MIT
// What was published, and in which hosted zone: state.json, on flash, which survives a reboot.
//
// It is a cache: a damaged, truncated or missing file, or one of a newer version, reads as an empty
// value and never as an error; the next round finds everything out again. No write to Route 53 ever
// relies on it alone.
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
  // Set while another config's records are here, too: when a round last had this one, to the day.
  std::optional<UtcTime> last_used = {};
};

// Why files in a folder cannot be written.
struct Unwritten {
  std::string what;
  UtcTime since;  // when that was first seen
};

// The file is written only if something here has changed.
struct State {
  std::vector<PublishedState> records;       // of different keys
  std::optional<Unwritten> run_folder = {};  // kept here, since volatile.json cannot tell

  // The entry of that very key; without one, that of a zone found by the name, if `key` names that
  // zone.
  const PublishedState* find(const RecordKey& key) const;
  // The entry if it holds other addresses than these; null if it holds none.
  const PublishedState* find_other(const RecordKey& key, const AddressSet& addresses) const;
  PublishedState& entry(const RecordKey& key);  // added if missing

  mutable std::size_t last_found = 0;  // see find_next
};

std::string state_text(const State& state);
State parse_state(std::string_view text);

}  // namespace wan53
