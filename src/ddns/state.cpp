// SPDX-License-Identifier: MIT
#include "ddns/state.h"

#include <bit>

#include "aws/route53.h"
#include "ddns/find_next.h"
#include "ddns/stored_json.h"

namespace wan53 {
namespace {

constexpr std::int64_t kStateVersion = 1;

// Finds repeated keys in a list that grows, without a search through it.
class KnownKeys {
 public:
  // Of `most` keys.
  explicit KnownKeys(std::size_t most) : slots_(std::bit_ceil(2 * most + 1)) {}
  // False if one of `records` has that key; else the next one will have it.
  bool add(const RecordKey& key, const std::vector<PublishedState>& records) {
    std::uint32_t hash = 2'166'136'261;  // FNV-1a
    for (const std::string* text : {&key.name.text(), &key.set_identifier, &key.named_zone}) {
      for (const char c : *text) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619;
    }
    for (;; ++hash) {
      std::uint16_t& slot = slots_[hash % slots_.size()];
      if (slot == 0) {
        slot = static_cast<std::uint16_t>(records.size() + 1);
        return true;
      }
      if (records[slot - 1U].key == key) return false;
    }
  }

 private:
  static_assert(kMaxStoredRecords < 65'535);
  std::vector<std::uint16_t> slots_;  // position + 1; 0: free
};

}  // namespace

const PublishedState* State::find(const RecordKey& key) const {
  const auto of = [&](const RecordKey& wanted) {
    return find_next(records, last_found,
                     [&](const PublishedState& record) { return record.key == wanted; });
  };
  const PublishedState* known = of(key);
  if (known != nullptr || key.named_zone.empty()) return known;
  RecordKey by_name = key;
  by_name.named_zone.clear();
  known = of(by_name);
  return known != nullptr && known->zone_id == key.named_zone ? known : nullptr;
}

const PublishedState* State::find_other(const RecordKey& key, const AddressSet& addresses) const {
  const PublishedState* known = find(key);
  const bool differs =
      known != nullptr && !known->addresses.empty() && known->addresses != addresses;
  return differs ? known : nullptr;
}

PublishedState& State::entry(const RecordKey& key) {
  const PublishedState* found = find(key);
  if (found != nullptr) return records[static_cast<std::size_t>(found - records.data())];
  PublishedState& made = records.emplace_back();
  made.key = key;
  return made;
}

std::string state_text(const State& state) {
  const Json root = new_stored(kStateVersion);
  cJSON* records = add_array(root.get(), "records");
  for (const auto& record : state.records) {
    const Json made = json_object();
    cJSON* object = made.get();
    add_key(object, record.key);
    add_text(object, "zone", record.zone_id);
    add_text(object, "value", record.addresses.text());
    add_number(object, "ttl", record.ttl);
    add_number(object, "since", record.since ? since_1970(*record.since) : 0);
    add_time(object, "last_used", record.last_used);
    append_written(records, made);
  }
  add_unwritten(root.get(), state.run_folder);
  return json_text(root);
}

State parse_state(std::string_view text) {
  State state;
  const Json root = read_stored(text, kStateVersion);
  const cJSON* const first = array_member(root.get(), "records");
  std::size_t count = 0;
  for (const cJSON* object = first; object != nullptr; object = object->next) ++count;
  KnownKeys known(count);
  for (const cJSON* object = first; object != nullptr; object = object->next) {
    auto key = read_key(object);
    if (!key || !known.add(*key, state.records)) continue;
    if (state.records.size() == kMaxStoredRecords) break;
    PublishedState& record = state.records.emplace_back();
    record.key = *std::move(key);
    // The id becomes part of a request's path, so it must be a valid one.
    if (const auto id = route53::parse_zone_id(read_text(object, "zone"))) record.zone_id = *id;
    record.addresses = read_addresses(object, "value");
    record.ttl = static_cast<std::uint32_t>(read_number(object, "ttl", 0, route53::kMaxTtl));
    // 0 stands for never.
    const auto since = read_time(object, "since");
    if (since && *since != UtcTime()) record.since = since;
    record.last_used = read_time(object, "last_used");
  }
  state.run_folder = read_unwritten(root.get());
  return state;
}

}  // namespace wan53
