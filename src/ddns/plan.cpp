// SPDX-License-Identifier: MIT
#include "ddns/plan.h"

#include <algorithm>

#include "base/text.h"

namespace wan53 {
namespace {

using route53::RecordSet;

Plan abort(Plan plan, Errc why, std::string reason) {
  plan.intent = Intent::abort;
  plan.why_abort = why;
  plan.reason = std::move(reason);
  return plan;
}

std::string subject(const RecordConfig& record) {
  return concat({record.name.display(), " ", record_type(record.family)});
}

std::string identifiers(const std::vector<const RecordSet*>& sets) {
  std::vector<std::string> texts;
  for (const RecordSet* set : sets) texts.push_back(printable(set->set_identifier));
  return join(texts, ", ");
}

// The one record set that is ours, or nothing with the reason why there is none to touch.
struct Match {
  const RecordSet* set = nullptr;
  std::string refusal;
};

Match find_match(const RecordConfig& record, const std::vector<RecordSet>& listed) {
  std::vector<const RecordSet*> candidates;
  for (const auto& set : listed) {
    if (set.name != record.name || set.type != record_type(record.family)) continue;
    if (set.set_identifier == record.set_identifier) return {&set, {}};
    candidates.push_back(&set);
  }
  const std::string& wanted = record.set_identifier;
  if (candidates.empty()) {
    if (wanted.empty()) return {};
    return {nullptr, concat({subject(record), " has no record set with the identifier ", wanted,
                             "; create it in Route 53, which needs to know its weight or region"})};
  }
  if (wanted.empty()) {
    return {nullptr, concat({subject(record), " has ", candidates.front()->routing,
                             " routing with the identifiers ", identifiers(candidates),
                             "; set set-identifier to the one to keep"})};
  }
  if (candidates.front()->set_identifier.empty()) {
    return {nullptr, concat({subject(record),
                             " is a simple record set; remove set-identifier from the config"})};
  }
  return {nullptr,
          concat({subject(record), " has no record set with the identifier ", wanted, ", only ",
                  identifiers(candidates), "; set set-identifier to one of them"})};
}

// The order of a record set's values means nothing.
bool publishes(const RecordSet& set, const std::vector<Address>& addresses) {
  return set.values.size() == addresses.size() &&
         std::ranges::all_of(set.values, [&](const std::string& value) {
           const auto published = Address::parse(value);
           return published && std::ranges::find(addresses, *published) != addresses.end();
         });
}

std::vector<std::string> texts_of(const std::vector<Address>& addresses) {
  std::vector<std::string> texts;
  for (const auto& address : addresses) texts.push_back(address.text());
  return texts;
}

std::string value_and_ttl(std::string_view value, std::optional<std::uint32_t> ttl) {
  return concat({value, " with TTL ", ttl ? to_text(*ttl) : "none"});
}

Plan plan_against(const RecordConfig& record, Plan plan, const RecordSet& set, bool force) {
  if (set.alias) {
    return abort(
        std::move(plan), Errc::user,
        subject(record) + " is an alias; remove it in Route 53 if wan53 shall own the name");
  }
  if (set.traffic_policy) {
    return abort(std::move(plan), Errc::user,
                 subject(record) +
                     " belongs to a traffic policy; remove that policy record in "
                     "Route 53 if wan53 shall own the name");
  }
  const std::string value = text_of(plan.addresses);
  plan.old_values = join(set.values, ",");
  if (set.routing == "weighted") plan.ttl = set.ttl.value_or(plan.ttl);
  const bool right = publishes(set, plan.addresses) && set.ttl == plan.ttl;
  if (right && !force) {
    plan.intent = Intent::keep;
    plan.reason = value_and_ttl(value, plan.ttl) + " is published";
    return plan;
  }
  auto edited = route53::edited_record_set(set.xml, plan.ttl, texts_of(plan.addresses));
  if (!edited) return abort(std::move(plan), Errc::retry, std::move(edited).error().what);
  plan.intent = Intent::update;
  plan.record_set = *std::move(edited);
  plan.reason =
      right
          ? value_and_ttl(value, plan.ttl) + " is published and written again, as forced"
          : concat({"published ", printable(value_and_ttl(plan.old_values, set.ttl)), ", wanted ",
                    value_and_ttl(value, plan.ttl),
                    set.values.size() > plan.addresses.size() ? ", in place of all of them" : ""});
  return plan;
}

// Why `address` may not be published, or nothing.
std::string refusal(const RecordConfig& record, const Address& address, bool allow_private) {
  if (address.family() != record.family) {
    return concat({address.text(), " is no ", family_name(record.family), " address"});
  }
  const std::string_view range = address.special_range();
  if (!address.can_be_a_host()) {
    return concat({address.text(), " is ", range, " and is no host's address"});
  }
  if (range.empty() || allow_private) return {};
  return concat({address.text(), " is ", range,
                 " and cannot be reached from the internet; set allow-private = yes to "
                 "publish it all the same"});
}

}  // namespace

std::string text_of(const std::vector<Address>& addresses) {
  return join(texts_of(addresses), ",");
}

Plan plan_address(const RecordConfig& record, const Observation& observation, bool allow_private) {
  Plan plan;
  plan.old_values = "none";
  if (!observation.addresses) {
    const Error& error = observation.addresses.error();
    return abort(std::move(plan), error.code == Errc::user ? Errc::user : Errc::wait,
                 concat({"no address, so the record is left as it is: ", error.what}));
  }
  std::string why_none = "no address, so the record is left as it is";
  for (const auto& address : *observation.addresses) {
    std::string refused = refusal(record, address, allow_private);
    if (refused.empty()) {
      plan.addresses.push_back(address);
    } else if (plan.addresses.empty()) {
      why_none = std::move(refused);
    }
  }
  if (plan.addresses.empty()) return abort(std::move(plan), Errc::user, std::move(why_none));
  plan.ttl = record.ttl;
  return plan;
}

Plan plan_record(const RecordConfig& record, Plan wanted, const std::vector<RecordSet>& listed,
                 bool force) {
  const Match match = find_match(record, listed);
  if (!match.refusal.empty()) return abort(std::move(wanted), Errc::user, match.refusal);
  if (match.set != nullptr) return plan_against(record, std::move(wanted), *match.set, force);
  if (std::ranges::any_of(listed, [](const RecordSet& set) { return set.type == "CNAME"; })) {
    return abort(std::move(wanted), Errc::user,
                 record.name.display() +
                     " has a CNAME, beside which nothing can stand; remove it in Route 53 if wan53 "
                     "shall own the name");
  }
  const std::string value = text_of(wanted.addresses);
  wanted.intent = Intent::create;
  wanted.old_values = "none";
  wanted.record_set = route53::new_record_set(record.name, record_type(record.family), wanted.ttl,
                                              texts_of(wanted.addresses));
  wanted.reason = "nothing is published yet, wanted " + value_and_ttl(value, wanted.ttl);
  return wanted;
}

}  // namespace wan53
