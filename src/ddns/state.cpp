// SPDX-License-Identifier: MIT
#include "ddns/state.h"

#include "aws/route53.h"
#include "ddns/find_next.h"
#include "ddns/stored_json.h"

namespace wan53 {
namespace {

constexpr std::int64_t kStateVersion = 1;

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
  for (const cJSON* object = array_member(root.get(), "records"); object != nullptr;
       object = object->next) {
    const auto key = read_key(object);
    if (!key || state.find(*key) != nullptr) continue;
    if (state.records.size() == kMaxStoredRecords) break;
    PublishedState& record = state.entry(*key);
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
