// SPDX-License-Identifier: MIT
#include "ddns/recent.h"

#include <algorithm>

#include "aws/route53.h"
#include "ddns/find_next.h"
#include "ddns/stored_json.h"

namespace wan53 {
namespace {

constexpr std::int64_t kRecentVersion = 3;
constexpr std::size_t kMaxExternals = 32;
constexpr std::size_t kMaxOthers = 3;
constexpr std::int64_t kLargestOffset = 253'402'300'799;

void add_external(cJSON* object, const ExternalAddress& external) {
  add_text(object, "way", external.way);
  add_text(object, "inner", external.inner);
  add_text(object, "realip", external.realip);
  if (external.address) add_text(object, "address", external.address->text());
  add_moment(object, "asked_ms", external.asked);
  add_text(object, "unverified", external.unverified);
  add_number(object, "doubted", external.doubted ? 1 : 0);
}

std::optional<ExternalAddress> read_external(const cJSON* object) {
  ExternalAddress external{read_text(object, "way"), read_text(object, "inner"),
                           read_text(object, "realip")};
  if (const auto address = Address::parse(text_member(object, "address").value_or(""))) {
    external.address = *address;
  }
  external.asked = read_moment(object, "asked_ms");
  external.unverified = read_text(object, "unverified");
  external.doubted = read_count(object, "doubted") != 0;
  if (external.way.empty()) return std::nullopt;
  return external;
}

Json report_object(const RecordReport& report) {
  Json made = json_object();
  cJSON* object = made.get();
  add_key(object, report.key);
  add_text(object, "observed", report.observed.text());
  add_moment(object, "observed_since_ms", report.observed_since);
  add_text(object, "outcome", outcome_name(report.outcome));
  add_text(object, "text", report.text);
  add_time(object, "since", report.since);
  add_moment(object, "confirmed_ms", report.confirmed);
  cJSON* changes = add_array(object, "changes");
  for (const auto& change : report.changes) {
    cJSON* item = append_object(changes);
    add_moment(item, "at_ms", change.at);
    add_text(item, "value", change.addresses.text());
  }
  return made;
}

std::optional<RecentChange> read_change(const cJSON* object) {
  const auto at = read_moment(object, "at_ms");
  if (!at) return std::nullopt;
  return RecentChange{*at, read_addresses(object, "value")};
}

std::optional<RecordReport> read_report(const cJSON* object) {
  const auto key = read_key(object);
  const auto outcome = parse_outcome(text_member(object, "outcome").value_or(""));
  const auto since = read_time(object, "since");
  const auto observed_since = read_moment(object, "observed_since_ms");
  if (!key || !outcome || !since || !observed_since) return std::nullopt;
  RecordReport report{.key = *key,
                      .observed = read_addresses(object, "observed"),
                      .observed_since = *observed_since,
                      .outcome = *outcome,
                      .text = read_text(object, "text"),
                      .since = *since,
                      .confirmed = read_moment(object, "confirmed_ms")};
  read_items(object, "changes", kMaxRecentChanges, report.changes, read_change);
  return report;
}

Json unconfirmed_object(const UnconfirmedWrite& write) {
  Json made = json_object();
  cJSON* object = made.get();
  add_key(object, write.key);
  add_text(object, "old", write.old_values);
  add_text(object, "value", write.addresses.text());
  add_number(object, "ttl", write.ttl);
  return made;
}

std::optional<UnconfirmedWrite> read_unconfirmed(const cJSON* object) {
  const auto key = read_key(object);
  AddressSet addresses = read_addresses(object, "value");
  if (!key || addresses.empty()) return std::nullopt;
  return UnconfirmedWrite{
      *key, read_text(object, "old"), std::move(addresses),
      static_cast<std::uint32_t>(read_number(object, "ttl", 0, route53::kMaxTtl))};
}

std::optional<ZoneSearch> read_zone_search(const cJSON* root) {
  const auto at = read_moment(root, "zones_found_ms");
  if (!at) return std::nullopt;
  return ZoneSearch{*at, read_text(root, "zones_found_by"), read_texts(root, "zone_notes")};
}

void add_delivery(cJSON* object, const char* name, const std::optional<Delivery>& delivery) {
  if (!delivery) return;
  cJSON* item = add_object(object, name);
  add_time(item, "time", delivery->time);
  add_text(item, "to", delivery->to);
  add_text(item, "error", delivery->error);
  add_bool(item, "passes", delivery->passes);
}

std::optional<Delivery> read_delivery(const cJSON* object, const char* name) {
  const cJSON* item = cJSON_GetObjectItemCaseSensitive(object, name);
  const auto time = read_time(item, "time");
  if (!time) return std::nullopt;
  return Delivery{*time, read_text(item, "to"), read_text(item, "error"),
                  cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "passes")) != 0};
}

void add_proof(cJSON* root, const std::optional<ProofReport>& proof) {
  if (!proof) return;
  cJSON* item = add_object(root, "proof");
  add_text(item, "by", proof->by);
  add_time(item, "until", proof->until);
  add_text(item, "error", proof->error);
}

std::optional<ProofReport> read_proof(const cJSON* root) {
  const cJSON* item = cJSON_GetObjectItemCaseSensitive(root, "proof");
  std::string by = read_text(item, "by");
  if (by.empty()) return std::nullopt;
  return ProofReport{std::move(by), read_time(item, "until"), read_text(item, "error")};
}

void add_rounds(cJSON* object, const RoundMemory& rounds) {
  if (rounds.last_round) {
    add_time(object, "last_round", rounds.last_round->time);
    add_moment(object, "last_round_ms", rounds.last_round->at);
  }
  if (rounds.at_once) cJSON_AddTrueToObject(object, "at_once");
  add_time(object, "last_success", rounds.last_success);
  add_moment(object, "next_try_ms", rounds.next_try);
  add_number(object, "failures", rounds.failures);
  add_text(object, "blocking_error", rounds.blocking_error);
  add_text(object, "config", rounds.config_digest);
  if (rounds.zone_search) {
    add_moment(object, "zones_found_ms", rounds.zone_search->at);
    add_text(object, "zones_found_by", rounds.zone_search->key);
    add_texts(object, "zone_notes", rounds.zone_search->notes);
  }
  cJSON* records = add_array(object, "records");
  for (const auto& report : rounds.records) append_written(records, report_object(report));
  cJSON* unconfirmed = add_array(object, "unconfirmed");
  for (const auto& write : rounds.unconfirmed)
    append_written(unconfirmed, unconfirmed_object(write));
  add_texts(object, "warnings", rounds.warnings);
  add_moment(object, "heartbeat_ms", rounds.heartbeat);
  add_delivery(object, "message", rounds.message);
  add_delivery(object, "datum", rounds.datum);
  add_proof(object, rounds.proof);
}

RoundMemory read_rounds(const cJSON* object) {
  RoundMemory rounds;
  const auto time = read_time(object, "last_round");
  const auto at = read_moment(object, "last_round_ms");
  if (time && at) rounds.last_round = {*time, *at};
  rounds.at_once = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, "at_once"));
  rounds.last_success = read_time(object, "last_success");
  rounds.next_try = read_moment(object, "next_try_ms");
  rounds.failures = read_count(object, "failures");
  rounds.blocking_error = read_text(object, "blocking_error");
  rounds.config_digest = read_text(object, "config");
  rounds.zone_search = read_zone_search(object);
  read_items(object, "records", kMaxStoredRecords, rounds.records, read_report);
  read_items(object, "unconfirmed", kMaxStoredRecords, rounds.unconfirmed, read_unconfirmed);
  rounds.warnings = read_texts(object, "warnings");
  rounds.heartbeat = read_moment(object, "heartbeat_ms");
  rounds.message = read_delivery(object, "message");
  rounds.datum = read_delivery(object, "datum");
  rounds.proof = read_proof(object);
  return rounds;
}

std::optional<Recent::Event> read_last_event(const cJSON* root) {
  const auto time = read_time(root, "last_event_at");
  std::string notice = read_text(root, "last_event");
  if (!time || notice.empty()) return std::nullopt;
  return Recent::Event{std::move(notice), *time};
}

}  // namespace

bool ExternalAddress::is_behind_nat() const {
  if (!asked) return false;
  const auto own = Address::parse(inner);
  return own && (address ? *address != *own : !own->special_range().empty());
}

const RecordReport* RoundMemory::find(const RecordKey& key) const {
  return find_next(records, last_found,
                   [&](const RecordReport& report) { return report.key == key; });
}

void Recent::use_config(std::string_view digest) {
  if (config_digest == digest || config_digest.empty() || digest.empty()) return;
  const auto is_of = [](std::string_view config) {
    return [config](const RoundMemory& rounds) { return rounds.config_digest == config; };
  };
  std::erase_if(others, is_of(config_digest));
  others.insert(others.begin(), *this);
  const auto known = std::ranges::find_if(others, is_of(digest));
  if (known != others.end()) {
    static_cast<RoundMemory&>(*this) = std::move(*known);
    others.erase(known);
  } else {
    proof.reset();
  }
  std::size_t reports = records.size();
  for (std::size_t i = 0; i < others.size(); ++i) {
    reports += others[i].records.size();
    if (i == kMaxOthers || reports > kMaxStoredRecords) others.resize(i);
  }
}

std::string recent_text(const Recent& recent) {
  const Json file = new_stored(kRecentVersion);
  cJSON* root = file.get();
  add_text(root, "boot", recent.boot);
  add_number(root, "clock_offset", recent.clock_offset.count());
  add_rounds(root, recent);
  add_moment(root, "next_cycle_ms", recent.next_cycle);
  add_number(root, "unsettled_cycles", recent.unsettled_cycles);
  add_moment(root, "clock_unset_since_ms", recent.clock_unset_since);
  add_moment(root, "firmware_unanswered_ms", recent.firmware_unanswered);
  if (recent.last_event) {
    add_text(root, "last_event", recent.last_event->notice);
    add_time(root, "last_event_at", recent.last_event->time);
  }
  add_text(root, "key", recent.settled_key);
  cJSON* externals = add_array(root, "externals");
  for (const auto& external : recent.externals) add_external(append_object(externals), external);
  add_texts(root, "unverified", recent.unverified);
  cJSON* others = add_array(root, "others");
  for (const auto& rounds : recent.others) add_rounds(append_object(others), rounds);
  add_unwritten(root, recent.state_folder);
  return json_text(file);
}

Recent parse_recent(std::string_view text) {
  Recent recent;
  const Json file = read_stored(text, kRecentVersion);
  if (!file) return recent;
  const cJSON* root = file.get();
  recent.boot = read_text(root, "boot");
  recent.clock_offset = Seconds(read_number(root, "clock_offset", -kLargestOffset, kLargestOffset));
  static_cast<RoundMemory&>(recent) = read_rounds(root);
  recent.next_cycle = read_moment(root, "next_cycle_ms");
  recent.unsettled_cycles = read_count(root, "unsettled_cycles");
  recent.clock_unset_since = read_moment(root, "clock_unset_since_ms");
  recent.firmware_unanswered = read_moment(root, "firmware_unanswered_ms");
  recent.last_event = read_last_event(root);
  recent.settled_key = read_text(root, "key");
  read_items(root, "externals", kMaxExternals, recent.externals,
             [](const cJSON* item) { return read_external(item); });
  recent.unverified = read_texts(root, "unverified");
  read_items(root, "others", kMaxOthers, recent.others,
             [](const cJSON* item) { return std::optional(read_rounds(item)); });
  recent.state_folder = read_unwritten(root);
  return recent;
}

}  // namespace wan53
