// SPDX-License-Identifier: MIT
#include "detect/detect.h"

#include <algorithm>

#include "base/text.h"
#include "detect/clock_gate.h"
#include "detect/detector.h"

namespace wan53 {
namespace {

void hold(Outcome& outcome, std::string why) {
  outcome.plan.addresses.clear();
  outcome.text = outcome.plan.reason = std::move(why);
}

// Takes the addresses from the plan of one that came back once too often.
void damp(Outcome& outcome, const RecordReport* report, const Memory& memory, std::int64_t now_ms,
          std::int64_t& hold_until_ms) {
  const PublishedState* published = memory.state.find(key_of(outcome.record));
  if (report == nullptr || published == nullptr || published->value.empty() ||
      published->value == outcome.observed) {
    return;
  }
  Damping damping = judge(report->moves, outcome.observed, outcome.observed_since_ms, now_ms);
  if (damping.until_ms <= now_ms) return;
  hold(outcome, std::move(damping.why));
  if (hold_until_ms == 0 || damping.until_ms < hold_until_ms) hold_until_ms = damping.until_ms;
}

}  // namespace

Look look(World& world, const Setup& setup, Nvram& nvram, const LookOrder& order, Memory& memory) {
  Look seen;
  if (nvram.present()) seen.router = read_router(nvram, setup.config);
  const RouterView* router = seen.router ? &*seen.router : nullptr;
  // Before the checkers: their certificates need the time as much as a signature does.
  const Status clock = check_clock(world, setup, router, memory.recent, seen.doubts);
  const std::int64_t now_ms = world.clock.monotonic_ms();
  Observer observer(world, setup, router, memory.recent, {order.after_event, clock});
  for (const auto& record : setup.config.records) {
    const Observation observation = observer.observe(record, order.given);
    Outcome outcome;
    outcome.record = record;
    outcome.from = observation.from;
    outcome.settling = observation.settling;
    outcome.interface_name = observation.interface_name;
    if (observation.addresses) outcome.observed = text_of(*observation.addresses);
    outcome.plan = plan_address(record, observation, setup.config.allow_private);
    const bool refused = outcome.plan.why_abort == Errc::user;
    outcome.kind = refused ? OutcomeKind::refused : OutcomeKind::waiting;
    outcome.text = outcome.plan.reason;
    const RecordReport* report = memory.recent.find(key_of(record));
    const bool same = report != nullptr && report->observed == outcome.observed;
    outcome.observed_since_ms = same ? report->observed_since_ms : now_ms;
    if (!clock && !outcome.plan.addresses.empty()) {
      hold(outcome, clock.error().what);
      outcome.settling = true;
    }
    if (order.damped && !outcome.plan.addresses.empty()) {
      damp(outcome, report, memory, now_ms, seen.hold_until_ms);
    }
    seen.outcomes.push_back(std::move(outcome));
  }
  seen.next_check_ms = observer.next_check_ms();
  seen.doubts.insert(seen.doubts.end(), observer.doubts().begin(), observer.doubts().end());
  return seen;
}

}  // namespace wan53
