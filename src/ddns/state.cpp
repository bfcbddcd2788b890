// SPDX-License-Identifier: MIT
#include "ddns/state.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::int64_t kStateVersion = 1;
constexpr std::int64_t kVolatileVersion = 2;
constexpr std::size_t kMaxExternals = 8;
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

std::vector<std::string> read_texts(const cJSON* object, const char* name) {
  std::vector<std::string> texts;
  for (const cJSON* item = array_member(object, name); item != nullptr; item = item->next) {
    if (cJSON_IsString(item)) texts.push_back(shown(item->valuestring));
  }
  return texts;
}

std::int64_t read_ms(const cJSON* object, const char* name) {
  return read_number(object, name, 0, kLatestMoment);
}

int read_count(const cJSON* object, const char* name) {
  return static_cast<int>(read_number(object, name, 0, 1'000'000));
}

// "203.0.113.7,203.0.113.8", each in its canonical text; empty when any is none.
std::string read_addresses(const cJSON* object, const char* name) {
  const std::string text = read_text(object, name);
  std::string_view rest = text;
  std::vector<Address> addresses;
  while (!rest.empty()) {
    const auto address = Address::parse(take_until(rest, ','));
    if (!address) return {};
    addresses.push_back(*address);
  }
  return text_of(addresses);
}

std::vector<Move> read_moves(const cJSON* record) {
  std::vector<Move> moves;
  for (const cJSON* item = array_member(record, "moves");
       item != nullptr && moves.size() < kMaxMoves; item = item->next) {
    moves.push_back({read_ms(item, "at_ms"), read_addresses(item, "value")});
  }
  return moves;
}

// An object of `version`, or nothing.
Json parse_file(std::string_view text, std::int64_t version) {
  Json root = parse_json(text);
  if (!root || number_member(root.get(), "version") != version) root.reset();
  return root;
}

Json new_file(std::int64_t version) {
  Json root = json_object();
  add_number(root.get(), "version", version);
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

const RecordReport* Volatile::find(const RecordKey& key) const {
  const auto found = std::ranges::find(records, key, &RecordReport::key);
  return found == records.end() ? nullptr : &*found;
}

std::string state_text(const State& state) {
  const Json root = new_file(kStateVersion);
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
  const Json root = parse_file(text, kStateVersion);
  for (const cJSON* object = array_member(root.get(), "records"); object != nullptr;
       object = object->next) {
    const auto key = read_key(object);
    if (!key || state.find(*key) != nullptr) continue;
    if (state.records.size() == kMaxStateRecords) break;
    PublishedState& record = state.entry(*key);
    // An id goes into a request's path, so it must look like one.
    if (const auto id = route53::parse_zone_id(read_text(object, "zone"))) record.zone_id = *id;
    record.value = read_addresses(object, "value");
    record.ttl = static_cast<std::uint32_t>(read_number(object, "ttl", 0, route53::kMaxTtl));
    record.since = read_moment(object, "since");
  }
  return state;
}

std::string volatile_text(const Volatile& state) {
  const Json root = new_file(kVolatileVersion);
  add_text(root.get(), "boot", state.boot);
  add_number(root.get(), "clock_offset", state.clock_offset_s);
  add_number(root.get(), "last_round", state.last_round);
  add_number(root.get(), "last_success", state.last_success);
  add_number(root.get(), "last_round_ms", state.last_round_ms);
  add_number(root.get(), "next_try_ms", state.next_try_ms);
  add_number(root.get(), "next_look_ms", state.next_look_ms);
  add_number(root.get(), "failures", state.failures);
  add_number(root.get(), "settling", state.settling);
  add_number(root.get(), "clock_wait_ms", state.clock_wait_ms);
  add_number(root.get(), "firmware_asked_ms", state.firmware_asked_ms);
  add_text(root.get(), "last_event", state.last_event);
  add_number(root.get(), "last_event_at", state.last_event_at);
  add_text(root.get(), "trouble", state.trouble);
  add_text(root.get(), "config", state.config_digest);
  cJSON* externals = add_array(root.get(), "externals");
  for (const auto& external : state.externals) {
    cJSON* object = append_object(externals);
    add_number(object, "unit", external.unit);
    add_text(object, "inner", external.inner);
    add_text(object, "realip", external.realip);
    add_text(object, "address", external.address);
    add_number(object, "asked_ms", external.asked_ms);
    add_text(object, "doubt", external.doubt);
  }
  cJSON* records = add_array(root.get(), "records");
  for (const auto& record : state.records) {
    cJSON* object = append_object(records);
    add_key(object, record.key);
    add_text(object, "observed", record.observed);
    add_number(object, "observed_since_ms", record.observed_since_ms);
    add_text(object, "outcome", record.outcome);
    add_text(object, "text", record.text);
    add_number(object, "since", record.since);
    add_number(object, "confirmed_ms", record.confirmed_ms);
    cJSON* moves = add_array(object, "moves");
    for (const auto& move : record.moves) {
      cJSON* item = append_object(moves);
      add_number(item, "at_ms", move.at_ms);
      add_text(item, "value", move.value);
    }
  }
  add_texts(root.get(), "warnings", state.warnings);
  add_texts(root.get(), "doubts", state.doubts);
  return json_text(root);
}

Volatile parse_volatile(std::string_view text) {
  Volatile state;
  const Json root = parse_file(text, kVolatileVersion);
  if (!root) return state;
  state.boot = read_text(root.get(), "boot");
  state.clock_offset_s = read_number(root.get(), "clock_offset", -kLatestMoment, kLatestMoment);
  state.last_round = read_moment(root.get(), "last_round");
  state.last_success = read_moment(root.get(), "last_success");
  state.last_round_ms = read_ms(root.get(), "last_round_ms");
  state.next_try_ms = read_ms(root.get(), "next_try_ms");
  state.next_look_ms = read_ms(root.get(), "next_look_ms");
  state.failures = read_count(root.get(), "failures");
  state.settling = read_count(root.get(), "settling");
  state.clock_wait_ms = read_ms(root.get(), "clock_wait_ms");
  state.firmware_asked_ms = read_ms(root.get(), "firmware_asked_ms");
  state.last_event = read_text(root.get(), "last_event");
  state.last_event_at = read_moment(root.get(), "last_event_at");
  state.trouble = read_text(root.get(), "trouble");
  state.config_digest = read_text(root.get(), "config");
  for (const cJSON* object = array_member(root.get(), "externals"); object != nullptr;
       object = object->next) {
    if (state.externals.size() == kMaxExternals) break;
    state.externals.push_back({read_count(object, "unit"), read_text(object, "inner"),
                               read_text(object, "realip"), read_addresses(object, "address"),
                               read_ms(object, "asked_ms"), read_text(object, "doubt")});
  }
  for (const cJSON* object = array_member(root.get(), "records"); object != nullptr;
       object = object->next) {
    const auto key = read_key(object);
    if (!key) continue;
    if (state.records.size() == kMaxStateRecords) break;
    state.records.push_back({*key, read_addresses(object, "observed"),
                             read_ms(object, "observed_since_ms"), read_text(object, "outcome"),
                             read_text(object, "text"), read_moment(object, "since"),
                             read_ms(object, "confirmed_ms"), read_moves(object)});
  }
  state.warnings = read_texts(root.get(), "warnings");
  state.doubts = read_texts(root.get(), "doubts");
  return state;
}

}  // namespace wan53
