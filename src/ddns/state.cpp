// SPDX-License-Identifier: MIT
#include "ddns/state.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::size_t kLongestText = 1'000;
constexpr std::int64_t kLatestMoment = 253'402'300'799;  // the end of the year 9999

void add_key(cJSON* object, const RecordKey& key) {
  add_text(object, "name", key.name.text());
  add_text(object, "type", record_type(key.family));
  add_text(object, "set_identifier", key.set_identifier);
}

// What a person may be shown: the file may hold anything. Reading it again changes nothing.
std::string shown(std::string_view text) {
  return printable(text, text.size()).substr(0, kLongestText);
}

std::string read_text(const cJSON* object, const char* name) {
  return shown(text_member(object, name).value_or(""));
}

std::optional<RecordKey> read_key(const cJSON* object) {
  const auto name = DnsName::parse(text_member(object, "name").value_or(""));
  const auto type = text_member(object, "type");
  if (!name || name->is_root() || (type != "A" && type != "AAAA")) return std::nullopt;
  return RecordKey{*name, type == "A" ? Family::ipv4 : Family::ipv6,
                   read_text(object, "set_identifier")};
}

// Out of range counts as missing.
std::int64_t read_number(const cJSON* object, const char* name, std::int64_t min,
                         std::int64_t max) {
  const auto number = number_member(object, name);
  return number && *number >= min && *number <= max ? *number : 0;
}

UtcSeconds read_moment(const cJSON* object, const char* name) {
  return read_number(object, name, 0, kLatestMoment);
}

// An object of our version, or nothing.
Json parse_file(std::string_view text) {
  Json root = parse_json(text);
  if (!root || number_member(root.get(), "version") != kVersion) root.reset();
  return root;
}

Json new_file() {
  Json root = json_object();
  add_number(root.get(), "version", kVersion);
  return root;
}

}  // namespace

RecordKey key_of(const RecordConfig& record) {
  return {record.name, record.family, record.set_identifier};
}

const PublishedState* State::find(const RecordKey& key) const {
  const auto found = std::ranges::find(records, key, &PublishedState::key);
  return found == records.end() ? nullptr : &*found;
}

PublishedState& State::entry(const RecordKey& key) {
  const auto found = std::ranges::find(records, key, &PublishedState::key);
  if (found != records.end()) return *found;
  PublishedState& made = records.emplace_back();
  made.key = key;
  return made;
}

std::string state_text(const State& state) {
  const Json root = new_file();
  cJSON* records = add_array(root.get(), "records");
  for (const auto& record : state.records) {
    cJSON* object = append_object(records);
    add_key(object, record.key);
    add_text(object, "zone", record.zone_id);
    add_text(object, "value", record.value);
    add_number(object, "ttl", record.ttl);
    add_number(object, "since", record.since);
  }
  return json_text(root);
}

State parse_state(std::string_view text) {
  State state;
  const Json root = parse_file(text);
  for (const cJSON* object = array_member(root.get(), "records"); object != nullptr;
       object = object->next) {
    const auto key = read_key(object);
    if (!key || state.find(*key) != nullptr) continue;
    if (state.records.size() == kMaxStateRecords) break;
    PublishedState& record = state.entry(*key);
    // An id goes into a request's path, so it must look like one.
    if (const auto id = route53::parse_zone_id(read_text(object, "zone"))) record.zone_id = *id;
    if (const auto value = Address::parse(read_text(object, "value"))) record.value = value->text();
    record.ttl = static_cast<std::uint32_t>(read_number(object, "ttl", 0, route53::kMaxTtl));
    record.since = read_moment(object, "since");
  }
  return state;
}

std::string volatile_text(const Volatile& state) {
  const Json root = new_file();
  add_number(root.get(), "clock_offset", state.clock_offset_s);
  add_number(root.get(), "last_round", state.last_round);
  add_number(root.get(), "last_success", state.last_success);
  add_number(root.get(), "next_try", state.next_try);
  add_number(root.get(), "failures", state.failures);
  add_text(root.get(), "config", state.config_digest);
  cJSON* records = add_array(root.get(), "records");
  for (const auto& record : state.records) {
    cJSON* object = append_object(records);
    add_key(object, record.key);
    add_text(object, "observed", record.observed);
    add_text(object, "outcome", record.outcome);
    add_text(object, "text", record.text);
  }
  cJSON* warnings = add_array(root.get(), "warnings");
  for (const auto& warning : state.warnings) append_text(warnings, warning);
  return json_text(root);
}

Volatile parse_volatile(std::string_view text) {
  Volatile state;
  const Json root = parse_file(text);
  if (!root) return state;
  state.clock_offset_s = read_number(root.get(), "clock_offset", -kLatestMoment, kLatestMoment);
  state.last_round = read_moment(root.get(), "last_round");
  state.last_success = read_moment(root.get(), "last_success");
  state.next_try = read_moment(root.get(), "next_try");
  state.failures = static_cast<int>(read_number(root.get(), "failures", 0, 1'000'000));
  state.config_digest = read_text(root.get(), "config");
  for (const cJSON* object = array_member(root.get(), "records"); object != nullptr;
       object = object->next) {
    const auto key = read_key(object);
    if (!key) continue;
    if (state.records.size() == kMaxStateRecords) break;
    state.records.push_back({*key, read_text(object, "observed"), read_text(object, "outcome"),
                             read_text(object, "text")});
  }
  for (const cJSON* item = array_member(root.get(), "warnings"); item != nullptr;
       item = item->next) {
    if (cJSON_IsString(item)) state.warnings.push_back(shown(item->valuestring));
  }
  return state;
}

}  // namespace wan53
