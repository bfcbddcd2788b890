// SPDX-License-Identifier: MIT
#include "publish/route53_publisher.h"

#include <algorithm>

#include "base/text.h"
#include "ddns/retry.h"

namespace wan53 {
namespace {

// A record set is at most 52 KB of XML (400 values, 32,000 characters of them), so four keep below
// kMaxReplyBytes; they hold A and AAAA of a name. Sets that share a name are small and many.
constexpr unsigned kSetsPerPage = 4;
constexpr unsigned kSetsPerPageWithIdentifier = 100;
// More sets of one name and type than this is no answer of Route 53's.
constexpr int kMaxPages = 100;
// A change batch takes 1,000 values and 32,000 characters of them, and an UPSERT counts twice
// (Route 53 quotas): 400 addresses of at most 39 characters.
constexpr std::size_t kMaxChangesPerBatch = 400;

void succeed(Outcome& outcome) {
  const Plan& plan = outcome.plan;
  outcome.kind = plan.intent == Intent::create ? OutcomeKind::created : OutcomeKind::changed;
  outcome.text = concat({"from ", printable(plan.old_values), " to ", text_of(plan.addresses),
                         " with TTL ", to_text(plan.ttl)});
}

// Runs `work` on each run of records that `same` holds for neighbours of.
template <class Same, class Work>
void for_each_group(std::vector<Outcome*> records, Same same, Work work) {
  while (!records.empty()) {
    const Outcome& first = *records.front();
    const auto rest = std::stable_partition(records.begin(), records.end(),
                                            [&](const Outcome* o) { return same(first, *o); });
    work(std::vector<Outcome*>(records.begin(), rest));
    records.erase(records.begin(), rest);
  }
}

bool same_zone(const Outcome& a, const Outcome& b) { return a.zone_id == b.zone_id; }
bool same_zone_and_name(const Outcome& a, const Outcome& b) {
  return same_zone(a, b) && a.record.name == b.record.name;
}

}  // namespace

void Publisher::publish(std::vector<Outcome>& outcomes) {
  Batch todo;
  for (auto& outcome : outcomes) {
    if (!outcome.plan.addresses.empty()) todo.push_back(&outcome);
  }
  for (int passes = 1; !todo.empty(); ++passes) {
    again_.clear();
    retry_after_ms_.reset();
    pass(todo);
    todo = again_;
    if (passes > 1) {
      std::erase_if(todo, [](const Outcome* o) { return o->kind == OutcomeKind::unconfirmed; });
    }
    if (todo.empty()) return;
    const auto wait_ms = wait_before_retry(passes, retry_after_ms_, random_);
    if (!wait_ms) return;
    clock_.sleep_ms(*wait_ms);
  }
}

void Publisher::pass(const Batch& records) {
  Batch found;
  for (Outcome* outcome : records) {
    find_zone(*outcome);
    if (!outcome->zone_id.empty()) found.push_back(outcome);
  }
  for_each_group(found, same_zone_and_name, [this](const Batch& group) { read_and_plan(group); });
  Batch changes;
  for (Outcome* outcome : found) {
    if (outcome->kind == OutcomeKind::planned) changes.push_back(outcome);
  }
  if (mode_.dry_run) return;
  for_each_group(changes, same_zone, [this](const Batch& group) { write_zone(group); });
}

void Publisher::find_zone(Outcome& outcome) {
  if (!outcome.zone_id.empty()) return;
  outcome.zone_id = outcome.record.zone_id;
  if (!outcome.zone_id.empty()) return;
  const PublishedState* known = remembered_.find(key_of(outcome.record));
  if (known != nullptr && !known->zone_id.empty() &&
      std::ranges::find(stale_zone_ids_, known->zone_id) == stale_zone_ids_.end()) {
    outcome.zone_id = known->zone_id;
    return;
  }
  auto id = zones_.find(outcome.record.name);
  if (id) {
    outcome.zone_id = *std::move(id);
  } else {
    settle(outcome, id.error().error);
  }
}

void Publisher::read_and_plan(const Batch& same_name) {
  const std::string zone_id = same_name.front()->zone_id;
  const auto listed = list(zone_id, same_name);
  if (!listed) {
    const bool was_remembered = same_name.front()->record.zone_id.empty();
    const bool first_time = std::ranges::find(stale_zone_ids_, zone_id) == stale_zone_ids_.end();
    if (listed.error().kind == ErrorKind::not_found && was_remembered && first_time) {
      // The zone was made anew under another id since we found it.
      stale_zone_ids_.push_back(zone_id);
      for (Outcome* outcome : same_name) outcome->zone_id.clear();
      for (Outcome* outcome : same_name) find_zone(*outcome);
      if (!same_name.front()->zone_id.empty()) read_and_plan(same_name);
      return;
    }
    for (Outcome* outcome : same_name) settle(*outcome, listed.error().error);
    return;
  }
  for (Outcome* outcome : same_name) plan(*outcome, *listed);
}

void Publisher::plan(Outcome& outcome, const std::vector<route53::RecordSet>& listed) {
  const bool written = outcome.kind == OutcomeKind::unconfirmed;
  Plan plan = plan_record(outcome.record, outcome.plan, listed, mode_.force && !written);
  if (written && plan.intent == Intent::keep) {
    // The lost write did arrive; its own plan still says what it replaced.
    succeed(outcome);
    return;
  }
  outcome.plan = std::move(plan);
  outcome.text = outcome.plan.reason;
  switch (outcome.plan.intent) {
    case Intent::keep:
      outcome.kind = OutcomeKind::unchanged;
      break;
    case Intent::create:
      if (!mode_.create) {
        settle(outcome, {Errc::user, "there is no such record set, and none shall be created"});
        break;
      }
      [[fallthrough]];
    case Intent::update:
      outcome.kind = OutcomeKind::planned;
      break;
    case Intent::abort:
      settle(outcome, {outcome.plan.why_abort, outcome.plan.reason});
      break;
  }
}

std::expected<std::vector<route53::RecordSet>, CallError> Publisher::list(
    const std::string& zone_id, const Batch& same_name) {
  const DnsName& name = same_name.front()->record.name;
  Family first = Family::ipv6;
  Family last = Family::ipv4;
  unsigned per_page = kSetsPerPage;
  for (const Outcome* outcome : same_name) {
    first = std::min(first, outcome->record.family);
    last = std::max(last, outcome->record.family);
    if (!outcome->record.set_identifier.empty()) per_page = kSetsPerPageWithIdentifier;
  }
  std::vector<route53::RecordSet> sets;
  std::optional<route53::ListStart> start = {{name, std::string(record_type(first)), {}}};
  for (int page_number = 0; start; ++page_number) {
    const auto body = aws_.call(route53::list_record_sets(zone_id, *start, per_page));
    if (!body) return std::unexpected(body.error());
    auto page = route53::read_record_sets(*body);
    if (!page || page_number == kMaxPages) {
      return std::unexpected(CallError{
          {Errc::retry, page ? "Route 53 ListResourceRecordSets: the listing does not end"
                             : concat({"Route 53 ListResourceRecordSets: ", page.error().what})}});
    }
    for (auto& set : page->sets) {
      if (set.name == name) sets.push_back(std::move(set));
    }
    start = std::move(page->next);
    // A sorts before AAAA and nothing sorts between them.
    if (start && (start->name != name || start->type > record_type(last))) start.reset();
  }
  return sets;
}

void Publisher::write_zone(const Batch& changes) {
  for (std::size_t i = 0; i < changes.size(); i += kMaxChangesPerBatch) {
    const std::size_t end = std::min(changes.size(), i + kMaxChangesPerBatch);
    write_batch({changes.begin() + static_cast<std::ptrdiff_t>(i),
                 changes.begin() + static_cast<std::ptrdiff_t>(end)});
  }
}

void Publisher::write_batch(const Batch& changes) {
  std::vector<std::string> record_sets;
  for (const Outcome* outcome : changes) record_sets.push_back(outcome->plan.record_set);
  const auto body =
      aws_.call(route53::change_record_sets(changes.front()->zone_id, record_sets, "wan53"));
  if (!body) {
    // A batch is all or nothing: alone, the good records are not held back by a bad one.
    if (body.error().kind == ErrorKind::invalid && changes.size() > 1) {
      for (Outcome* outcome : changes) write_batch({outcome});
      return;
    }
    return failed_to_write(changes, body.error());
  }
  const auto info = route53::read_change_info(*body);
  if (!info) {
    // Accepted with an answer we cannot read: the next pass reads what is published.
    return failed_to_write(
        changes,
        {{Errc::unconfirmed, concat({"Route 53 ChangeResourceRecordSets: ", info.error().what})}});
  }
  for (Outcome* outcome : changes) {
    succeed(*outcome);
    outcome->change_id = info->id;
  }
}

void Publisher::failed_to_write(const Batch& changes, const CallError& error) {
  for (Outcome* outcome : changes) {
    settle(*outcome, error.error);
    if (error.error.code == Errc::retry || error.error.code == Errc::unconfirmed) {
      again_.push_back(outcome);
    }
  }
  retry_after_ms_ = std::max(retry_after_ms_, error.retry_after_ms);
}

}  // namespace wan53
