// SPDX-License-Identifier: MIT
#include "cycle/due.h"

#include <algorithm>

namespace wan53 {
namespace {

// Also true if the record had to wait in an earlier round and its address may be published now.
bool has_changed(const DetectedRecord& detected, const Recent& recent) {
  const RecordReport* report = recent.find(key_of(detected.record));
  return report == nullptr || report->observed != detected.observed() ||
         (is_waiting(report->outcome) && detected.desired);
}

}  // namespace

bool has_transient_fault(const Recent& recent) {
  return std::ranges::any_of(recent.records, is_transient, &RecordReport::outcome);
}

bool is_due(const std::vector<DetectedRecord>& detected, const Settings& settings,
            const Recent& recent, bool after_event, Moment now) {
  if (recent.config_digest != settings.config_digest) return true;
  const bool is_blocked = !recent.blocking_error.empty();
  const bool changed = std::ranges::any_of(
      detected, [&](const DetectedRecord& record) { return has_changed(record, recent); });
  if (changed && !is_blocked) return true;
  // Only files here are at fault. The event may be a mounted disk with the keys on it; looking for
  // them costs no request.
  if (after_event && is_blocked) return true;
  if (has_transient_fault(recent) && recent.last_round) {
    if (recent.at_once) return true;
    if (after_event && now - recent.last_round->at >= kEventPause) return true;
  }
  return now >= next_round(settings.config, recent);
}

bool may_run_at_once(const Settings& settings, const Recent& recent, Moment now) {
  if (recent.config_digest != settings.config_digest || !recent.blocking_error.empty() ||
      recent.clock_unset_since) {
    return false;
  }
  return !recent.last_round || now - recent.last_round->at >= kDebounce ||
         std::ranges::all_of(recent.records, is_waiting, &RecordReport::outcome);
}

bool has_news(const std::vector<DetectedRecord>& detected, const Memory& memory) {
  return std::ranges::any_of(detected, [&memory](const DetectedRecord& record) {
    if (!record.desired || record.desired->by_companion) return false;
    const PublishedState* published = memory.state.find(key_of(record.record));
    const auto is_new = [published](const Address& address) {
      return published == nullptr || !published->addresses.contains(address);
    };
    return has_changed(record, memory.recent) &&
           std::ranges::any_of(record.desired->addresses, is_new);
  });
}

Moment next_round(const Config& config, const Recent& recent) {
  if (recent.failures > 0) return recent.next_try.value_or(Moment());
  if (!recent.last_round) return Moment();
  Moment oldest = recent.last_round->at;
  for (const auto& report : recent.records) {
    oldest = std::min(oldest, report.confirmed.value_or(oldest));
  }
  return oldest + config.check_interval;
}

}  // namespace wan53
