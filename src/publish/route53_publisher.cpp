// SPDX-License-Identifier: MIT
#include "publish/route53_publisher.h"

#include <algorithm>
#include <utility>

#include "base/compose.h"
#include "base/groups.h"
#include "base/text.h"
#include "ddns/back_off.h"
#include "ddns/record_key.h"

namespace wan53 {
namespace {

// A change batch takes 1,000 values and 32,000 characters of them, and an UPSERT counts twice
// (Route 53 quotas): 400 addresses of at most 39 characters.
constexpr std::size_t kMaxChangesPerBatch = 400;

}  // namespace

// The plan that the outcome reports: the last read's plan. If that read showed that an unconfirmed
// write had its effect, the plan of that write, since it has the replaced values. Null if nothing
// was read.
const Plan* Route53Publisher::effective_plan(const Work& work) {
  if (work.unconfirmed && work.plan && work.plan->kind == PlanKind::keep) return &*work.unconfirmed;
  return work.plan ? &*work.plan : nullptr;
}

OutcomeKind Route53Publisher::outcome_kind_of(const Work& work) {
  if (work.error) return outcome_of(work.error->code);
  const PlanKind plan = effective_plan(work)->kind;
  if (plan == PlanKind::keep) return OutcomeKind::unchanged;
  if (work.change_id.empty() && !work.unconfirmed) return OutcomeKind::planned;
  return plan == PlanKind::create ? OutcomeKind::created : OutcomeKind::changed;
}

bool Route53Publisher::same_zone(const Work& a, const Work& b) { return a.zone_id == b.zone_id; }

std::vector<Outcome> Route53Publisher::publish(const DesiredRecords& desired) {
  std::vector<Work> works;
  works.reserve(desired.size());
  for (const DesiredRecord* record : desired) {
    works.push_back({*record});
    // Forced, it is written and told in any case.
    if (!options_.dry_run && !options_.force)
      works.back().unconfirmed = write_of_earlier_round(*record);
  }
  Group todo;
  for (auto& work : works) todo.push_back(&work);
  for (int attempts = 1; !todo.empty(); ++attempts) {
    to_retry_.clear();
    retry_after_.reset();
    attempt(todo);
    todo = to_retry_;
    // Still unconfirmed after a second attempt: leave it to the next round.
    if (attempts > 1) std::erase_if(todo, [](const Work* work) { return work->unconfirmed; });
    if (todo.empty()) break;
    const auto wait = wait_before_retry(attempts, retry_after_, random_);
    if (!wait) break;
    aws_.pause(*wait, compose("reading again in {} ms, after: {}", wait->count(),
                              todo.front()->error->what));
  }
  std::vector<Outcome> outcomes;
  outcomes.reserve(works.size());
  for (const auto& work : works) outcomes.push_back(make_outcome(work));
  return outcomes;
}

std::optional<Plan> Route53Publisher::write_of_earlier_round(const DesiredRecord& desired) const {
  const RecordKey key = key_of(desired.record);
  const auto write = std::ranges::find_if(unconfirmed_, [&](const UnconfirmedWrite& sent) {
    return sent.key == key && sent.addresses == desired.addresses;
  });
  if (write != unconfirmed_.end()) {
    const bool created = write->old_values == kNoRecordSet;
    return Plan{
        created ? PlanKind::create : PlanKind::update, write->old_values, write->ttl, {}, {}};
  }
  // RAM does not survive a power cut, flash does.
  const PublishedState* known = remembered_.find_other(key, desired.addresses);
  if (known == nullptr) return std::nullopt;
  return Plan{PlanKind::update, known->addresses.text(), known->ttl, {}, {}};
}

void Route53Publisher::remember_ahead(const Group& changes) {
  if (write_ahead_ == nullptr) return;
  std::vector<UnconfirmedWrite> writes;
  for (const Work* work : changes) {
    writes.push_back({key_of(work->desired.record), work->plan->published, work->desired.addresses,
                      work->plan->ttl});
  }
  write_ahead_->remember(writes);
}

void Route53Publisher::attempt(const Group& works) {
  Group found;
  for (Work* work : works) {
    find_zone(*work);
    if (!work->zone_id.empty()) found.push_back(work);
  }
  for_each_group(found, same_zone, [this](const Group& group) { read_zone(group); });
  if (options_.dry_run) return;
  Group changes;
  for (Work* work : found) {
    if (!work->error && work->plan && !work->plan->record_set.empty()) changes.push_back(work);
  }
  if (changes.empty()) return;
  remember_ahead(changes);
  for_each_group(changes, same_zone, [this](const Group& group) { write_zone(group); });
}

void Route53Publisher::find_zone(Work& work) {
  if (!work.zone_id.empty()) return;
  const RecordConfig& record = work.desired.record;
  work.zone_id = record.zone_id;
  if (!work.zone_id.empty()) return;
  const PublishedState* known = remembered_.find(key_of(record));
  const std::string before = known == nullptr ? std::string() : known->zone_id;
  work.zone_is_old = !before.empty() && !options_.look_up_zones;
  if (work.zone_is_old) {
    work.zone_id = before;
    return;
  }
  auto found = zones_.find(record.name, before);
  if (found) {
    work.zone_id = std::move(found->id);
    return;
  }
  zones_are_certain_ = false;
  // No answer, or no right to search: the zone is where it was until we know better.
  const bool keeps_zone =
      found.error().code == Errc::retry || found.error().kind == ErrorKind::denied;
  if (keeps_zone && !before.empty()) {
    work.zone_id = before;
  } else {
    set_error(work, found.error());
  }
}

// True if the record was refused in a zone from an earlier round, and another zone holds it now.
bool Route53Publisher::is_in_another_zone(Work& work) {
  if (!work.error || work.error->code != Errc::user || !work.zone_is_old) return false;
  work.zone_is_old = false;
  zones_are_certain_ = false;  // the other remembered zones may be old, too
  auto found = zones_.find(work.desired.record.name, {});
  if (found) return std::exchange(work.zone_id, found->id) != found->id;
  // If we may not search, the first refusal tells more.
  if (found.error().kind != ErrorKind::denied) work.error = std::move(found).error();
  return false;
}

// Those of them that turn out to lie in another zone are read there.
void Route53Publisher::read_zone(const Group& works) {
  std::vector<std::pair<std::string, Work*>> ordered;
  for (Work* work : works) ordered.emplace_back(work->desired.record.name.listing_key(), work);
  std::ranges::sort(ordered);
  std::vector<Group> names;
  for (const auto& [key, work] : ordered) {
    if (names.empty() || names.back().front()->desired.record.name != work->desired.record.name) {
      names.emplace_back();
    }
    names.back().push_back(work);
  }
  Listing listing(aws_, works.front()->zone_id, names.size());
  Group moved;
  for (const auto& same_name : names) {
    read_and_plan(listing, same_name);
    for (Work* work : same_name) {
      if (is_in_another_zone(*work)) moved.push_back(work);
    }
  }
  for_each_group(moved, same_zone, [this](const Group& group) { read_zone(group); });
}

void Route53Publisher::read_and_plan(Listing& listing, const Group& same_name) {
  const RecordConfig& record = same_name.front()->desired.record;
  const std::string& zone_id = same_name.front()->zone_id;
  WantedSets wanted{record.name};
  for (const Work* work : same_name) {
    wanted.first = std::min(wanted.first, work->desired.record.family);
    wanted.last = std::max(wanted.last, work->desired.record.family);
    wanted.has_identifiers |= !work->desired.record.set_identifier.empty();
  }
  auto listed = listing.read(wanted);
  // Whatever is listed lies in the zone, and so does a name by which the zone was found. To ask for
  // the zone's name costs a request, which a write makes superfluous: Route 53 refuses it outside.
  if (listed && listed->empty() && zone_id == record.zone_id &&
      (options_.dry_run || listing.lies_outside(record.name))) {
    if (auto held = zones_.configured(zone_id, record.name); !held) {
      listed = fail(std::move(held).error());
    }
  }
  for (Work* work : same_name) {
    if (listed) {
      make_plan(*work, *listed);
    } else {
      set_error(*work, listed.error());
    }
  }
}

void Route53Publisher::make_plan(Work& work, const std::vector<route53::RecordSet>& listed) {
  Plan plan = plan_record(work.desired, listed, options_.force && !work.unconfirmed);
  constexpr std::string_view kPlans[] = {"keep", "create", "update", "refuse"};
  aws_.note("{} in zone {}: {}: {}", record_label(work.desired.record), work.zone_id,
            kPlans[static_cast<std::size_t>(plan.kind)], plan.reason);
  if (plan.kind == PlanKind::refuse) return set_error(work, {Errc::user, plan.reason});
  work.error.reset();
  if (plan.kind == PlanKind::create && !options_.create) {
    work.error = Error{Errc::user, "the record set does not exist, and creating it is disabled"};
  }
  // The record still needs a change, so an unconfirmed write had no effect.
  if (plan.kind != PlanKind::keep) work.unconfirmed.reset();
  work.plan = std::move(plan);
}

// A failed read tells nothing about an unconfirmed write, so the error of that write stays.
void Route53Publisher::set_error(Work& work, const Error& error) {
  if (!work.error || !work.unconfirmed || error.code != Errc::retry) work.error = error;
}

void Route53Publisher::write_zone(const Group& changes) {
  for (std::size_t i = 0; i < changes.size(); i += kMaxChangesPerBatch) {
    const std::size_t end = std::min(changes.size(), i + kMaxChangesPerBatch);
    write_batch({changes.begin() + static_cast<std::ptrdiff_t>(i),
                 changes.begin() + static_cast<std::ptrdiff_t>(end)});
  }
}

void Route53Publisher::write_batch(const Group& changes) {
  std::vector<std::string> record_sets;
  for (const Work* work : changes) record_sets.push_back(work->plan->record_set);
  const auto body =
      aws_.call(route53::change_record_sets(changes.front()->zone_id, record_sets, "wan53"));
  if (!body) {
    // A batch is all or nothing. Written one by one, a bad record does not block the others.
    if (body.error().kind == ErrorKind::invalid && changes.size() > 1) {
      for (Work* work : changes) write_batch({work});
      return;
    }
    // IAM allows a batch only if one statement allows all of it, and those of `wan53 iam-policy` go
    // by the types of each name.
    const auto share = [](const Work& a, const Work& b) {
      return share_statement(a.desired.record, b.desired.record);
    };
    const auto fits = [&](const Work* work) { return share(*changes.front(), *work); };
    if (body.error().kind == ErrorKind::denied && !std::ranges::all_of(changes, fits)) {
      return for_each_group(changes, share, [this](const Group& group) { write_batch(group); });
    }
    return failed_to_write(changes, body.error());
  }
  const auto info = route53::read_change_info(*body);
  if (!info) {
    // Accepted, but the reply is unreadable: the next attempt reads what is published.
    return failed_to_write(
        changes,
        {Errc::unconfirmed, compose("Route 53 ChangeResourceRecordSets: {}", info.error().what)});
  }
  for (Work* work : changes) work->change_id = info->id;
}

void Route53Publisher::failed_to_write(const Group& changes, const Error& error) {
  const bool is_unconfirmed = error.code == Errc::unconfirmed;
  for (Work* work : changes) {
    work->error = error;
    const RecordConfig& record = work->desired.record;
    if (error.kind == ErrorKind::invalid && !record.zone_id.empty()) {
      const auto held = zones_.configured(work->zone_id, record.name);
      if (!held && held.error().code == Errc::user) work->error = held.error();
    }
    if (is_unconfirmed) work->unconfirmed = work->plan;
    if (!is_unconfirmed && write_ahead_ != nullptr) {
      write_ahead_->forget(key_of(work->desired.record));
    }
    if (is_unconfirmed || error.code == Errc::retry || is_in_another_zone(*work)) {
      to_retry_.push_back(work);
    }
  }
  retry_after_ = std::max(retry_after_, error.retry_after);
}

Outcome Route53Publisher::make_outcome(const Work& work) const {
  const DesiredRecord& desired = work.desired;
  const OutcomeKind kind = outcome_kind_of(work);
  Outcome outcome{.record = desired.record,
                  .kind = kind,
                  .text = {},
                  .source_name = desired.source_name,
                  .observed = desired.observed,
                  .desired = desired.addresses,
                  .old_values = {},
                  .zone_id = work.zone_id,
                  .change_id = work.change_id};
  if (const Plan* plan = effective_plan(work)) {
    outcome.old_values = plan->published;
    outcome.ttl = plan->ttl;
    outcome.text = is_change(kind)
                       ? compose("from {} to {} with TTL {}", printable(outcome.old_values),
                                 desired.addresses.text(), outcome.ttl)
                       : plan->reason;
  }
  if (work.error) outcome.text = work.error->what;
  if (is_change(kind) || kind == OutcomeKind::unchanged) outcome.confirmed = clock_.now();
  return outcome;
}

}  // namespace wan53
