// SPDX-License-Identifier: MIT
#include "ddns/recent.h"

#include <algorithm>

#include "ddns/stored_json.h"

namespace wan53 {
namespace {

constexpr std::int64_t kRecentVersion = 3;
constexpr std::size_t kMaxExternals = 8;
constexpr std::int64_t kLargestOffset = 253'402'300'799;

void add_external(cJSON* object, const ExternalAddress& external) {
  add_number(object, "unit", external.unit);
  add_text(object, "inner", external.inner);
  add_text(object, "realip", external.realip);
  if (external.address) add_text(object, "address", external.address->text());
  add_moment(object, "asked_ms", external.asked);
  add_text(object, "unverified", external.unverified);
}

ExternalAddress read_external(const cJSON* object) {
  ExternalAddress external{read_count(object, "unit"), read_text(object, "inner"),
                           read_text(object, "realip")};
  if (const auto address = Address::parse(text_member(object, "address").value_or(""))) {
    external.address = *address;
  }
  external.asked = read_moment(object, "asked_ms");
  external.unverified = read_text(object, "unverified");
  return external;
}

void add_report(cJSON* object, const RecordReport& report) {
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
}

std::vector<RecentChange> read_changes(const cJSON* report) {
  std::vector<RecentChange> changes;
  for (const cJSON* item = array_member(report, "changes");
       item != nullptr && changes.size() < kMaxRecentChanges; item = item->next) {
    const auto at = read_moment(item, "at_ms");
    if (at) changes.push_back({*at, read_addresses(item, "value")});
  }
  return changes;
}

std::optional<RecordReport> read_report(const cJSON* object) {
  const auto key = read_key(object);
  const auto outcome = parse_outcome(text_member(object, "outcome").value_or(""));
  const auto since = read_time(object, "since");
  const auto observed_since = read_moment(object, "observed_since_ms");
  if (!key || !outcome || !since || !observed_since) return std::nullopt;
  return RecordReport{.key = *key,
                      .observed = read_addresses(object, "observed"),
                      .observed_since = *observed_since,
                      .outcome = *outcome,
                      .text = read_text(object, "text"),
                      .since = *since,
                      .confirmed = read_moment(object, "confirmed_ms"),
                      .changes = read_changes(object)};
}

std::optional<Recent::Round> read_round(const cJSON* root) {
  const auto time = read_time(root, "last_round");
  const auto at = read_moment(root, "last_round_ms");
  if (!time || !at) return std::nullopt;
  return Recent::Round{*time, *at};
}

std::optional<Recent::Event> read_last_event(const cJSON* root) {
  const auto time = read_time(root, "last_event_at");
  std::string notice = read_text(root, "last_event");
  if (!time || notice.empty()) return std::nullopt;
  return Recent::Event{std::move(notice), *time};
}

}  // namespace

const RecordReport* Recent::find(const RecordKey& key) const {
  const auto found = std::ranges::find(records, key, &RecordReport::key);
  return found == records.end() ? nullptr : &*found;
}

std::string recent_text(const Recent& recent) {
  const Json file = new_stored(kRecentVersion);
  cJSON* root = file.get();
  add_text(root, "boot", recent.boot);
  add_number(root, "clock_offset", recent.clock_offset.count());
  if (recent.last_round) {
    add_time(root, "last_round", recent.last_round->time);
    add_moment(root, "last_round_ms", recent.last_round->at);
  }
  add_time(root, "last_success", recent.last_success);
  add_moment(root, "next_try_ms", recent.next_try);
  add_moment(root, "next_cycle_ms", recent.next_cycle);
  add_number(root, "failures", recent.failures);
  add_number(root, "unsettled_cycles", recent.unsettled_cycles);
  add_moment(root, "clock_unset_since_ms", recent.clock_unset_since);
  add_moment(root, "firmware_asked_ms", recent.firmware_asked);
  if (recent.last_event) {
    add_text(root, "last_event", recent.last_event->notice);
    add_time(root, "last_event_at", recent.last_event->time);
  }
  add_text(root, "blocking_error", recent.blocking_error);
  add_text(root, "config", recent.config_digest);
  cJSON* externals = add_array(root, "externals");
  for (const auto& external : recent.externals) add_external(append_object(externals), external);
  cJSON* records = add_array(root, "records");
  for (const auto& report : recent.records) add_report(append_object(records), report);
  add_texts(root, "warnings", recent.warnings);
  add_texts(root, "unverified", recent.unverified);
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
  recent.last_round = read_round(root);
  recent.last_success = read_time(root, "last_success");
  recent.next_try = read_moment(root, "next_try_ms");
  recent.next_cycle = read_moment(root, "next_cycle_ms");
  recent.failures = read_count(root, "failures");
  recent.unsettled_cycles = read_count(root, "unsettled_cycles");
  recent.clock_unset_since = read_moment(root, "clock_unset_since_ms");
  recent.firmware_asked = read_moment(root, "firmware_asked_ms");
  recent.last_event = read_last_event(root);
  recent.blocking_error = read_text(root, "blocking_error");
  recent.config_digest = read_text(root, "config");
  for (const cJSON* object = array_member(root, "externals"); object != nullptr;
       object = object->next) {
    if (recent.externals.size() == kMaxExternals) break;
    recent.externals.push_back(read_external(object));
  }
  for (const cJSON* object = array_member(root, "records"); object != nullptr;
       object = object->next) {
    if (recent.records.size() == kMaxStoredRecords) break;
    if (auto report = read_report(object)) recent.records.push_back(*std::move(report));
  }
  recent.warnings = read_texts(root, "warnings");
  recent.unverified = read_texts(root, "unverified");
  recent.state_folder = read_unwritten(root);
  return recent;
}

}  // namespace wan53
