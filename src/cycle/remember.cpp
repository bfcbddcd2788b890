// SPDX-License-Identifier: MIT
#include "cycle/remember.h"

#include <algorithm>

#include "cycle/due.h"
#include "ddns/back_off.h"

namespace wan53 {
namespace {

// Records of other configs, which may be used in turn with this one, are forgotten a month after
// their last use. Flash is spared: a stamp is a day old before it is renewed, and there is none
// as long as all records are of one config.
constexpr Seconds kStampLife = std::chrono::days(1);
constexpr Seconds kForgotten = std::chrono::days(31);  // 30 and what a stamp may lag behind

void stamp_uses(const std::vector<bool>& is_ours, UtcTime now, State& state) {
  const bool alone = std::ranges::find(is_ours, false) == is_ours.end();
  std::vector<PublishedState> kept;
  for (std::size_t i = 0; i < is_ours.size(); ++i) {
    PublishedState& record = state.records[i];
    std::optional<UtcTime>& used = record.last_used;
    // Before it was set, the clock may have shown any time.
    if (used && *used > now) used.reset();
    if (alone) {
      used.reset();
    } else if (!is_ours[i]) {
      if (used && now - *used > kForgotten) continue;
      if (!used) used = now;
    } else if (used && now - *used >= kStampLife) {
      used = now;
    }
    kept.push_back(std::move(record));
  }
  state.records = std::move(kept);
}

void remember_published(const std::vector<Outcome>& outcomes, UtcTime now, bool at_once,
                        State& state) {
  std::vector<bool> is_ours(state.records.size());
  for (const auto& outcome : outcomes) {
    PublishedState& record = state.entry(key_of(outcome.record));
    is_ours.resize(state.records.size());
    is_ours[static_cast<std::size_t>(&record - state.records.data())] = true;
    if (!outcome.zone_id.empty()) record.zone_id = outcome.zone_id;
    if (is_failure(outcome.kind) || is_waiting(outcome.kind)) continue;
    if (record.addresses != outcome.desired) {
      record.since = now;
      record.addresses = outcome.desired;
    }
    record.ttl = outcome.ttl;
  }
  if (!at_once) stamp_uses(is_ours, now, state);
}

// What a round has learnt is told; the rest is for a later one.
void forget_told_writes(const std::vector<Outcome>& outcomes, bool at_once,
                        std::vector<UnconfirmedWrite>& unconfirmed) {
  std::vector<RecordKey> open;
  for (const auto& outcome : outcomes) {
    if (is_failure(outcome.kind) || is_waiting(outcome.kind))
      open.push_back(key_of(outcome.record));
  }
  std::erase_if(unconfirmed, [&](const UnconfirmedWrite& write) {
    if (std::ranges::find(open, write.key) != open.end()) return false;
    return !at_once || std::ranges::any_of(outcomes, [&write](const Outcome& outcome) {
      return key_of(outcome.record) == write.key;
    });
  });
}

RecordReport report_of(const DetectedRecord& detected, const Outcome& outcome,
                       const RecordReport* before, const RoundEnd& end) {
  RecordReport report{.key = key_of(outcome.record),
                      .observed = outcome.observed,
                      .observed_since = detected.observed_since,
                      .outcome = outcome.kind,
                      .text = outcome.text,
                      .since = end.time,
                      .confirmed = outcome.confirmed};
  if (before != nullptr) {
    report.changes = before->changes;
    if (before->outcome == report.outcome) report.since = before->since;
  }
  if (is_change(outcome.kind)) {
    if (report.changes.size() == kMaxRecentChanges) report.changes.erase(report.changes.begin());
    report.changes.push_back({end.at, outcome.desired});
  }
  return report;
}

void count_failure(bool user_must_act, Moment now, Random& random, Recent& recent) {
  // A round at once and the one at the end of its burst are one failure.
  if (!recent.at_once || recent.failures == 0) ++recent.failures;
  recent.next_try = now + wait_before_round(recent.failures, user_must_act, random);
}

}  // namespace

void remember_round(const Settings& settings, const std::vector<DetectedRecord>& detected,
                    const Round& round, const RoundEnd& end, bool at_once, Random& random,
                    Memory& memory) {
  remember_published(round.outcomes, end.time, at_once, memory.state);
  Recent& recent = memory.recent;
  recent.last_round = end;
  recent.config_digest = settings.config_digest;
  recent.blocking_error.clear();
  recent.warnings = round.warnings;
  if (round.datum) recent.datum = round.datum;
  if (round.message) {
    recent.message = round.message;
  } else if (recent.message && !recent.message->error.empty() &&
             recent.message->to == settings.config.sns_topic_arn) {
    recent.warnings.push_back(recent.message->error);
  }
  forget_told_writes(round.outcomes, at_once, recent.unconfirmed);
  std::vector<RecordReport> reports;
  bool all_right = true;
  bool failed = false;
  bool transient = false;
  for (std::size_t i = 0; i < round.outcomes.size(); ++i) {
    const Outcome& outcome = round.outcomes[i];
    reports.push_back(report_of(detected[i], outcome, recent.find(key_of(outcome.record)), end));
    all_right &= !is_failure(outcome.kind);
    // No back-off for a record that waits for an address or the clock: an event ends the wait.
    failed |= is_failure(outcome.kind) && !is_waiting(outcome.kind);
    transient |= is_transient(outcome.kind);
  }
  if (at_once) {
    for (auto& report : recent.records) {
      if (std::ranges::find(reports, report.key, &RecordReport::key) != reports.end()) continue;
      all_right &= !is_failure(report.outcome);
      reports.push_back(std::move(report));
    }
  }
  recent.records = std::move(reports);
  if (failed) {
    // The long back-off only if every failure needs the user: the others must not wait for that.
    count_failure(!transient, end.at, random, recent);
  } else if (all_right || !at_once) {
    recent.failures = 0;
    recent.next_try.reset();
  }
  if (all_right) recent.last_success = end.time;
}

void remember_waiting(const std::vector<DetectedRecord>& detected, const RoundEnd& end,
                      Recent& recent) {
  for (const auto& record : detected) {
    if (record.desired) continue;
    const auto report =
        std::ranges::find(recent.records, key_of(record.record), &RecordReport::key);
    if (report == recent.records.end()) continue;
    *report = report_of(record, outcome_without_address(record), &*report, end);
  }
}

void remember_blocking_error(const Settings& settings, const Error& error, Moment now,
                             Random& random, Recent& recent) {
  recent.blocking_error = error.what;
  recent.config_digest = settings.config_digest;
  count_failure(true, now, random, recent);
}

void hasten_after_event(Recent& recent) {
  if (recent.failures == 0 || !recent.next_try || !recent.last_round) return;
  if (!has_transient_fault(recent)) return;
  recent.next_try = std::min(*recent.next_try, recent.last_round->at + kEventPause);
}

}  // namespace wan53
