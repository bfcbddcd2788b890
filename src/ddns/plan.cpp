// SPDX-License-Identifier: MIT
#include "ddns/plan.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "ddns/outcome.h"

namespace wan53 {
namespace {

using route53::RecordSet;

Plan refuse(std::string why) {
  return {PlanKind::refuse, /*published=*/{}, /*ttl=*/0, /*record_set=*/{}, std::move(why)};
}

std::string name_and_type(const RecordConfig& record) {
  return compose("{} {}", record.name.display(), record_type(record.family));
}

std::string identifiers(const std::vector<const RecordSet*>& sets) {
  std::vector<std::string> texts;
  for (const RecordSet* set : sets) texts.push_back(printable(set->set_identifier));
  return join(texts, ", ");
}

// The record set to update; null if there is none. `refusal` says why none may be written; empty if
// one may be created.
struct Match {
  const RecordSet* set = nullptr;
  std::string refusal;
};

Match find_match(const RecordConfig& record, const std::vector<RecordSet>& listed) {
  std::vector<const RecordSet*> candidates;
  for (const auto& set : listed) {
    if (set.name != record.name) continue;
    // It may be ours; plan_against refuses it.
    if (set.type.empty()) return {&set, {}};
    if (set.type != record_type(record.family)) continue;
    if (set.set_identifier == record.set_identifier) return {&set, {}};
    candidates.push_back(&set);
  }
  const std::string& wanted = record.set_identifier;
  if (candidates.empty()) {
    if (wanted.empty()) return {};
    return {nullptr,
            compose("{} has no record set with the identifier {}; create it in Route 53, which "
                    "needs to know its weight or region",
                    name_and_type(record), wanted)};
  }
  if (wanted.empty()) {
    return {nullptr,
            compose("{} has {} routing with the identifiers {}; set set-identifier to the one "
                    "that wan53 is to update",
                    name_and_type(record), candidates.front()->routing, identifiers(candidates))};
  }
  if (candidates.front()->set_identifier.empty()) {
    return {nullptr, compose("{} is a simple record set; remove set-identifier from the config",
                             name_and_type(record))};
  }
  return {nullptr,
          compose("{} has no record set with the identifier {}, only {}; set set-identifier to "
                  "one of them",
                  name_and_type(record), wanted, identifiers(candidates))};
}

bool publishes(const RecordSet& set, const AddressSet& addresses) {
  AddressSet published;
  for (const auto& value : set.values) {
    const auto address = Address::parse(value);
    if (!address) return false;
    published.add(*address);
  }
  return published == addresses && set.values.size() == addresses.size();
}

std::string value_and_ttl(std::string_view value, std::optional<std::uint32_t> ttl) {
  return compose("{} with TTL {}", value, ttl ? to_text(*ttl) : "none");
}

Plan plan_against(const DesiredRecord& desired, const RecordSet& set, bool force) {
  const RecordConfig& record = desired.record;
  if (set.alias) {
    return refuse(compose("{} is an alias; remove it in Route 53 if wan53 is to own the name",
                          name_and_type(record)));
  }
  if (set.traffic_policy) {
    return refuse(
        compose("{} belongs to a traffic policy; remove that policy record in Route 53 if wan53 "
                "is to own the name",
                name_and_type(record)));
  }
  if (!set.fault.empty()) {
    return refuse(
        compose("{} is a record set that wan53 cannot edit ({}); remove it in Route 53 if "
                "wan53 is to own the name",
                name_and_type(record), set.fault));
  }
  // Route 53 requires one TTL for all members of a weighted group.
  const std::uint32_t ttl = set.routing == "weighted" ? set.ttl.value_or(record.ttl) : record.ttl;
  const std::string wanted = value_and_ttl(desired.addresses.text(), ttl);
  std::string published = join(set.values, ",");
  const bool is_right = publishes(set, desired.addresses) && set.ttl == ttl;
  if (is_right && !force) {
    return {PlanKind::keep, std::move(published), ttl, /*record_set=*/{},
            compose("{} is published", wanted)};
  }
  auto edited = route53::edited_record_set(set.xml, ttl, desired.addresses.texts());
  if (!edited) return refuse(std::move(edited).error().what);
  std::string reason =
      is_right
          ? compose("{} is published and written again, as forced", wanted)
          : compose(
                "published {}, wanted {}{}", printable(value_and_ttl(published, set.ttl)), wanted,
                set.values.size() > desired.addresses.size() ? ", in place of all of them" : "");
  return {PlanKind::update, std::move(published), ttl, *std::move(edited), std::move(reason)};
}

}  // namespace

Plan plan_record(const DesiredRecord& desired, const std::vector<RecordSet>& listed, bool force) {
  const RecordConfig& record = desired.record;
  Match match = find_match(record, listed);
  if (!match.refusal.empty()) return refuse(std::move(match.refusal));
  if (match.set != nullptr) return plan_against(desired, *match.set, force);
  if (std::ranges::any_of(listed, [](const RecordSet& set) { return set.type == "CNAME"; })) {
    return refuse(
        compose("{} has a CNAME, and nothing can stand next to one; remove it in Route 53 if "
                "wan53 is to own the name",
                record.name.display()));
  }
  return {PlanKind::create, std::string(kNoRecordSet), record.ttl,
          route53::new_record_set(record.name, record_type(record.family), record.ttl,
                                  desired.addresses.texts()),
          compose("nothing is published yet, wanted {}",
                  value_and_ttl(desired.addresses.text(), record.ttl))};
}

}  // namespace wan53
