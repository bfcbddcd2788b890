// SPDX-License-Identifier: MIT
#include "cycle/round.h"

#include <algorithm>

#include "base/text.h"
#include "ddns/retry.h"
#include "publish/announce.h"
#include "publish/gateway_publisher.h"

namespace wan53 {
namespace {

// What is now known to be published, and where.
void remember_published(const std::vector<Outcome>& outcomes, UtcSeconds now, State& state) {
  State next;
  for (const auto& outcome : outcomes) {
    PublishedState& record = next.entry(key_of(outcome.record));
    if (const auto* known = state.find(record.key)) record = *known;
    if (!outcome.zone_id.empty()) record.zone_id = outcome.zone_id;
    if (is_failure(outcome.kind)) continue;
    if (record.value != outcome.observed) record.since = now;
    record.value = outcome.observed;
    record.ttl = outcome.plan.ttl;
  }
  state = std::move(next);
}

// What the last rounds knew of one record, brought up to date.
RecordReport report_of(const Outcome& outcome, const RecordReport* before, UtcSeconds now,
                       std::int64_t now_ms) {
  RecordReport report;
  if (before != nullptr) report.moves = before->moves;
  report.key = key_of(outcome.record);
  report.observed = outcome.observed;
  report.observed_since_ms = outcome.observed_since_ms;
  report.outcome = outcome_name(outcome.kind);
  report.text = outcome.text;
  report.since = before != nullptr && before->outcome == report.outcome ? before->since : now;
  if (!is_failure(outcome.kind)) {
    report.confirmed_ms = outcome.confirmed_before ? before->confirmed_ms : now_ms;
  }
  if (is_change(outcome.kind)) {
    if (report.moves.size() == kMaxMoves) report.moves.erase(report.moves.begin());
    report.moves.push_back({now_ms, outcome.observed});
  }
  return report;
}

void back_off(World& world, Volatile& recent, bool user_must_act) {
  ++recent.failures;
  recent.next_try_ms = world.clock.monotonic_ms() +
                       1'000 * wait_before_round(recent.failures, user_must_act, world.random);
}

void remember_round(World& world, const Setup& setup, const RoundResult& result,
                    const AwsClient& aws, Volatile& recent) {
  // One that may be what keeps every reply away is not kept.
  recent.clock_offset_s = aws.answered() ? aws.clock_offset_s() : 0;
  recent.last_round = aws.now();
  recent.last_round_ms = world.clock.monotonic_ms();
  recent.config_digest = setup.config_digest;
  recent.trouble.clear();
  std::vector<RecordReport> reports;
  bool right = true;
  bool failed = false;
  bool passing = false;
  for (const auto& outcome : result.outcomes) {
    reports.push_back(report_of(outcome, recent.find(key_of(outcome.record)), recent.last_round,
                                recent.last_round_ms));
    right &= !is_failure(outcome.kind);
    // What waits for an address or the clock is woken by an event, not by a timer.
    failed |= is_failure(outcome.kind) && outcome.kind != OutcomeKind::waiting;
    passing |= outcome.kind == OutcomeKind::retry || outcome.kind == OutcomeKind::unconfirmed;
  }
  recent.records = std::move(reports);
  recent.warnings = result.warnings;
  if (failed) {
    // A record that only the user can mend does not hold up another.
    back_off(world, recent, !passing);
  } else {
    recent.failures = 0;
    recent.next_try_ms = 0;
  }
  if (right) recent.last_success = recent.last_round;
}

// An address that an earlier round had to leave waiting, and that may be published now, is worth a
// round at once.
bool has_changed(const Outcome& outcome, const Volatile& recent) {
  const RecordReport* report = recent.find(key_of(outcome.record));
  return report == nullptr || report->observed != outcome.observed ||
         (report->outcome == outcome_name(OutcomeKind::waiting) && !outcome.plan.addresses.empty());
}

// Between two rounds of which an event led to the second.
constexpr std::int64_t kPause_ms = 30'000;

// An event may end it: the network's return.
bool has_passing_fault(const Volatile& recent) {
  return std::ranges::any_of(recent.records, [](const RecordReport& report) {
    const auto kind = parse_outcome(report.outcome);
    return kind == OutcomeKind::retry || kind == OutcomeKind::unconfirmed;
  });
}

}  // namespace

RoundResult run_round(World& world, AwsClient& aws, const Setup& setup, PublishMode mode,
                      std::vector<Outcome> outcomes, Memory& memory) {
  RoundResult result;
  if (setup.config.via == Via::gateway) {
    if (memory.recent.config_digest != setup.config_digest) mode.only_if_due = false;
    result.warnings = publish_by_gateway(aws, setup.config, memory.state, memory.recent, mode,
                                         world.clock.monotonic_ms(), outcomes);
  } else {
    Publisher(aws, world.clock, world.random, memory.state, mode).publish(outcomes);
  }
  result.outcomes = std::move(outcomes);
  if (mode.dry_run) return result;
  const bool silent = std::ranges::all_of(
      result.outcomes, [](const Outcome& outcome) { return outcome.kind == OutcomeKind::waiting; });
  // Without an address there is hardly a network to send through, and nothing to say.
  if (!silent && setup.config.via == Via::route53) {
    result.warnings = announce(aws, setup.config, result.outcomes, memory.recent.records);
  }
  remember_published(result.outcomes, aws.now(), memory.state);
  remember_round(world, setup, result, aws, memory.recent);
  return result;
}

void remember_waiting(std::vector<Outcome>& outcomes, UtcSeconds now, std::int64_t now_ms,
                      Volatile& recent) {
  std::erase_if(outcomes, [](const Outcome& outcome) { return !outcome.plan.addresses.empty(); });
  for (const auto& outcome : outcomes) {
    const auto report =
        std::ranges::find(recent.records, key_of(outcome.record), &RecordReport::key);
    if (report != recent.records.end()) *report = report_of(outcome, &*report, now, now_ms);
  }
}

void hasten_after_event(Volatile& recent) {
  if (recent.failures == 0 || !has_passing_fault(recent)) return;
  recent.next_try_ms = std::min(recent.next_try_ms, recent.last_round_ms + kPause_ms);
}

void remember_trouble(World& world, const Setup& setup, const Error& error, Volatile& recent) {
  recent.trouble = error.what;
  recent.config_digest = setup.config_digest;
  back_off(world, recent, true);
}

bool is_due(const std::vector<Outcome>& outcomes, const Setup& setup, const Volatile& recent,
            bool after_event, std::int64_t now_ms) {
  if (recent.config_digest != setup.config_digest) return true;
  const bool in_trouble = !recent.trouble.empty();
  const bool changed = std::ranges::any_of(
      outcomes, [&](const Outcome& outcome) { return has_changed(outcome, recent); });
  if (changed && !in_trouble) return true;
  // Keys on a disk that has just been mounted; to look for them costs no request.
  if (after_event && in_trouble) return true;
  if (after_event && has_passing_fault(recent) && now_ms - recent.last_round_ms >= kPause_ms) {
    return true;
  }
  return now_ms >= next_round_ms(setup.config, recent);
}

std::int64_t next_round_ms(const Config& config, const Volatile& recent) {
  if (recent.failures > 0) return recent.next_try_ms;
  std::int64_t oldest_ms = recent.last_round_ms;
  for (const auto& report : recent.records) {
    if (report.confirmed_ms != 0) oldest_ms = std::min(oldest_ms, report.confirmed_ms);
  }
  return oldest_ms + config.check_interval_s * 1'000;
}

}  // namespace wan53
