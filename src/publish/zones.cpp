// SPDX-License-Identifier: MIT
#include "publish/zones.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

// A page of them has 8 KB; zones of one name are listed together.
constexpr unsigned kZonesPerPage = 20;
// An account has 500 zones unless AWS raises that: a listing of more pages is broken.
constexpr int kMaxPages = 100;

constexpr std::string_view kOperation = "Route 53 ListHostedZonesByName";

using Texts = std::vector<std::string>;

bool holds(const Texts& texts, std::string_view text) {
  return std::ranges::find(texts, text) != texts.end();
}

}  // namespace

Result<FoundZone> Zones::find(const DnsName& name, std::string_view before) {
  TRY_ASSIGN(FoundZone found, find_at(name.is_wildcard() ? name.parent() : name, before));
  if (!found.id.empty()) return found;
  return fail(Errc::user,
              "no public hosted zone holds {}; create the zone in Route 53, or check the "
              "account that the key belongs to",
              name.display());
}

// Among the zones of `suffix` and of what is above it. Without an id if there is none.
Result<FoundZone> Zones::find_at(const DnsName& suffix, std::string_view before) {
  if (suffix.parent().is_root()) return FoundZone();
  TRY_ASSIGN(const auto index, look_up(suffix));
  const std::size_t notes_before = notes_.size();
  auto above = find_at(suffix.parent(), before);
  // If the user must choose among the zones above, one that is delegated here settles it.
  if (!index || (!above && above.error().code != Errc::user)) return above;
  Namesakes& zone = looked_up_[*index];
  const bool is_alone = above && above->id.empty();
  const std::string ids = join(zone.ids, ", ");
  if (!is_alone || zone.ids.size() > 1) {
    TRY(ask_delegation(zone, above ? above->id : std::string()));
  }
  if (!is_alone && zone.delegated.empty()) {
    const bool dns_told = zone.dns_error.empty();
    is_certain_ &= dns_told;
    if (dns_told || !holds(zone.ids, before)) {
      if (!above) return above;
      std::string note = compose(
          "the hosted zone {} ({}) is not delegated yet{}{}; so {} ({}) is written; "
          "add the longer zone's NS records to the zone above it, or delete it",
          suffix.display(), ids, dns_told ? "" : ", as it seems: ", zone.dns_error,
          above->name.display(), above->id);
      if (!holds(notes_, note)) notes_.push_back(std::move(note));
      return above;
    }
  }
  notes_.resize(notes_before);  // what is above does not matter
  if (zone.ids.size() == 1) return FoundZone{zone.ids.front(), suffix};
  return fail(Errc::user,
              "there are several public hosted zones named {}: {}; resolvers are sent to "
              "{}{}; set zone = ID in the record's section",
              suffix.display(), ids,
              !zone.delegated.empty()  ? ""
              : zone.dns_error.empty() ? "none of them"
                                       : "an unknown one, since ",
              zone.delegated.empty() ? zone.dns_error : join(zone.delegated, ", "));
}

// The index in `looked_up_`; nothing if there is no public zone of that name.
Result<std::optional<std::size_t>> Zones::look_up(const DnsName& zone_name) {
  const auto known = std::ranges::find(looked_up_, zone_name, &Namesakes::name);
  const auto index = static_cast<std::size_t>(known - looked_up_.begin());
  if (known != looked_up_.end()) return std::optional(index);
  const std::string key = zone_name.listing_key();
  const auto is_covered = [&](const Span& span) {
    return span.from <= key && (span.is_last || key < span.end);
  };
  if (std::ranges::none_of(spans_, is_covered)) TRY(list_from(zone_name, key));
  Namesakes found{zone_name};
  for (const auto& zone : listed_) {
    if (zone.name != zone_name) continue;
    if (zone.id.empty()) {
      return fail(Errc::retry, "{}: the entry of {} cannot be read", kOperation,
                  zone_name.display());
    }
    append_once(found.ids, zone.id);
  }
  if (found.ids.empty()) return std::optional<std::size_t>();
  looked_up_.push_back(std::move(found));
  return std::optional(index);
}

// Until zones of other names follow.
Status Zones::list_from(const DnsName& zone_name, const std::string& key) {
  std::string first_id;
  Span covered{key, key, false};
  bool in_order = true;
  const auto follow = [&](const DnsName& name) {
    std::string next = name.listing_key();
    in_order &= covered.end <= next;
    covered.end = std::move(next);
  };
  for (int page_number = 0;; ++page_number) {
    if (page_number == kMaxPages) {
      return fail(Errc::retry, "{}: the listing does not end", kOperation);
    }
    TRY_ASSIGN(const auto body,
               aws_.call(route53::list_hosted_zones_by_name(zone_name, first_id, kZonesPerPage)));
    auto page = route53::read_hosted_zones(body);
    if (!page) return fail(Errc::retry, "{}: {}", kOperation, page.error().what);
    for (auto& zone : page->zones) {
      follow(zone.name);
      if (!zone.is_private && (in_order || zone.name == zone_name)) {
        listed_.push_back(std::move(zone));
      }
    }
    if (page->next_name == zone_name) {
      first_id = std::move(page->next_id);
      continue;
    }
    covered.is_last = !page->truncated;
    if (!page->next_name.is_root()) follow(page->next_name);
    break;
  }
  // In any case it tells of that name.
  std::string least = key + '\0';
  if (!in_order || covered.end < least)
    covered = {key, std::move(least), in_order && covered.is_last};
  spans_.push_back(std::move(covered));
  return {};
}

// `above` is the id of the zone above it; empty if there is none.
Status Zones::ask_delegation(Namesakes& zone, const std::string& above) {
  if (zone.asked) return {};
  Texts seen;
  if (!above.empty()) {
    auto told = name_servers(above, zone.name);
    // A key for the longer zone alone need not read the other.
    if (!told && told.error().code != Errc::user) return pass_on(told);
    if (told) seen = *std::move(told);
  }
  if (dns_ != nullptr) {
    auto told = dns_->name_servers(zone.name.display());
    aws_.note("DNS sends {} to {}", zone.name.display(),
              told ? printable(join(*told, ", ")) : told.error().what);
    if (told) {
      std::ranges::move(*told, std::back_inserter(seen));
    } else {
      zone.dns_error = std::move(told).error().what;
    }
  }
  for (const auto& id : zone.ids) {
    auto own = name_servers(id, zone.name);
    if (!own && own.error().code != Errc::user) return pass_on(own);
    // A zone that we may not read is taken for the one that is delegated: the refusal then says
    // what the key needs.
    const bool is_delegated =
        own ? std::ranges::any_of(*own, [&](const auto& server) { return holds(seen, server); })
            : !seen.empty();
    if (is_delegated) zone.delegated.push_back(id);
  }
  zone.asked = true;
  return {};
}

Result<std::vector<route53::RecordSet>> Zones::first_set(const std::string& id,
                                                         const route53::ListStart& start) {
  TRY_ASSIGN(const auto body, aws_.call(route53::list_record_sets(id, start, 1)));
  auto page = route53::read_record_sets(body);
  if (!page) {
    return fail(Errc::retry, "Route 53 ListResourceRecordSets: {}", page.error().what);
  }
  return std::move(page->sets);
}

Result<std::vector<std::string>> Zones::name_servers(const std::string& id, const DnsName& name) {
  TRY_ASSIGN(const auto sets, first_set(id, {name, "NS", {}}));
  Texts servers;
  if (sets.empty() || sets[0].name != name || sets[0].type != "NS") return servers;
  for (const auto& value : sets[0].values) {
    servers.push_back(lower(value));
    if (servers.back().ends_with('.')) servers.back().pop_back();
  }
  return servers;
}

Result<FoundZone> Zones::configured(const std::string& id, const DnsName& name) {
  if (named_.id != id) {
    // No name in a zone sorts before its own, which always has SOA and NS records.
    TRY_ASSIGN(auto sets, first_set(id, {}));
    if (sets.empty()) {
      return fail(Errc::retry, "Route 53 lists nothing in the hosted zone {}", id);
    }
    named_ = {id, std::move(sets[0].name)};
  }
  if (name.is_within(named_.name)) return named_;
  return fail(Errc::user,
              "{} is not in the hosted zone {}, which is {}; correct `zone` in the "
              "record's section, or remove it: then the zone is found by the name",
              name.display(), id, named_.name.display());
}

}  // namespace wan53
