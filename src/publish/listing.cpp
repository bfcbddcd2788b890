// SPDX-License-Identifier: MIT
#include "publish/listing.h"

#include <utility>

namespace wan53 {
namespace {

constexpr std::string_view kOperation = "Route 53 ListResourceRecordSets";

// A record set is at most 52 KB of XML (400 values, 32,000 characters of them), so four stay below
// kMaxReplyBytes. That is enough for A and AAAA of a name, unless its sets have set identifiers:
// those are small, and there may be many.
constexpr unsigned kSetsPerPage = 4;
constexpr unsigned kSetsPerPageWithIdentifier = 100;
// No name has more record sets of one type than fit in this many pages: a longer listing is broken.
constexpr int kMaxPages = 100;

// False if `listed` shows that `name` lies outside the zone: it is listed first if it is the zone's
// own name (SOA), and no public zone holds names that have but a top-level domain in common.
bool may_lie_in_zone_of(const route53::RecordSet& listed, const DnsName& name) {
  if (listed.type == "SOA") return name.is_within(listed.name);
  DnsName common = name;
  while (!listed.name.is_within(common)) common = common.parent();
  return !common.parent().is_root();
}

}  // namespace

Result<std::vector<route53::RecordSet>> Listing::read(const WantedSets& wanted) {
  const DnsName& name = wanted.name;
  unsigned per_page = wanted.has_identifiers ? kSetsPerPageWithIdentifier : kSetsPerPage;
  lies_outside_ = false;
  std::vector<route53::RecordSet> sets;
  std::optional<route53::ListStart> start = {{name, std::string(record_type(wanted.first)), {}}};
  for (int page_number = 0; start; ++page_number) {
    if (page_number == kMaxPages) {
      return fail(Errc::retry, "{}: the listing does not end", kOperation);
    }
    const auto body = aws_.call(route53::list_record_sets(zone_id_, *start, per_page));
    if (!body) {
      // A long page may be too large, for the sets of other names that are on it.
      const bool was_long = std::exchange(per_page, kSetsPerPage) > kSetsPerPage;
      const bool had_answer = body.error().code == Errc::retry && !body.error().never_sent;
      if (!was_long || !had_answer) return fail(body.error());
      aws_.forget_unreached();
      continue;
    }
    auto page = route53::read_record_sets(*body);
    if (!page) return fail(Errc::retry, "{}: {}", kOperation, page.error().what);
    for (auto& set : page->sets) {
      lies_outside_ |= !may_lie_in_zone_of(set, name);
      if (set.name == name) sets.push_back(std::move(set));
    }
    start = std::move(page->next);
    // A sorts before AAAA and nothing sorts between them.
    if (start && (start->name != name || start->type > record_type(wanted.last))) start.reset();
  }
  return sets;
}

}  // namespace wan53
