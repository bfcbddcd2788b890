// SPDX-License-Identifier: MIT
#include "app/round.h"

#include <algorithm>

#include "app/announce.h"
#include "app/observe.h"
#include "base/text.h"
#include "ddns/retry.h"

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

void remember_round(World& world, const Setup& setup, const RoundResult& result,
                    const AwsClient& aws, Volatile& recent) {
  recent.clock_offset_s = aws.clock_offset_s();
  recent.last_round = aws.now();
  recent.config_digest = setup.config_digest;
  recent.records.clear();
  bool failed = false;
  bool user_must_act = false;
  for (const auto& outcome : result.outcomes) {
    recent.records.push_back({key_of(outcome.record), outcome.observed,
                              std::string(outcome_name(outcome.kind)), outcome.text});
    failed |= is_failure(outcome.kind);
    user_must_act |= outcome.kind == OutcomeKind::refused;
  }
  recent.warnings = result.warnings;
  if (failed) {
    ++recent.failures;
    recent.next_try =
        recent.last_round + wait_before_round(recent.failures, user_must_act, world.random);
  } else {
    recent.failures = 0;
    recent.next_try = 0;
    recent.last_success = recent.last_round;
  }
}

}  // namespace

std::vector<Outcome> plan_addresses(World& world, const Config& config,
                                    const std::optional<Address>& given) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(config.records.size());
  for (const auto& record : config.records) {
    const Observation observation = observe(record, world.interfaces, given);
    Outcome outcome;
    outcome.record = record;
    outcome.from = observation.from;
    if (observation.address) outcome.observed = observation.address->text();
    outcome.plan = plan_address(record, observation, config.allow_private);
    outcome.kind =
        outcome.plan.why_abort == Errc::user ? OutcomeKind::refused : OutcomeKind::waiting;
    outcome.text = outcome.plan.reason;
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

RoundResult run_round(World& world, AwsClient& aws, const Setup& setup, PublishMode mode,
                      std::vector<Outcome> outcomes, Memory& memory) {
  Publisher(aws, world.clock, world.random, memory.state, mode).publish(outcomes);
  RoundResult result{std::move(outcomes), {}};
  if (mode.dry_run) return result;
  result.warnings = announce(aws, setup.config, result.outcomes, memory.recent.records);
  remember_published(result.outcomes, aws.now(), memory.state);
  remember_round(world, setup, result, aws, memory.recent);
  return result;
}

std::optional<std::string> why_due(const std::vector<Outcome>& outcomes, const Setup& setup,
                                   const Volatile& recent, UtcSeconds now) {
  if (recent.last_round == 0) return "no round since boot";
  if (recent.config_digest != setup.config_digest) return "the config has changed";
  if (now < recent.last_round) return "the clock has gone back";
  for (const auto& outcome : outcomes) {
    const auto report =
        std::ranges::find(recent.records, key_of(outcome.record), &RecordReport::key);
    if (report == recent.records.end() || report->observed != outcome.observed) {
      return concat({outcome.record.name.display(), " ", record_type(outcome.record.family),
                     ": the address has changed"});
    }
  }
  if (recent.failures > 0) {
    if (now < recent.next_try) return std::nullopt;
    return "the last round failed";
  }
  if (now - recent.last_round < setup.config.check_interval_s) return std::nullopt;
  return "check-interval has passed";
}

}  // namespace wan53
