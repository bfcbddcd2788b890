// SPDX-License-Identifier: MIT
#include "publish/listing.h"

#include <algorithm>
#include <utility>

namespace wan53 {
namespace {

using route53::ListStart;
using route53::RecordSet;

constexpr std::string_view kOperation = "Route 53 ListResourceRecordSets";

// A record set is at most 52 KB of XML (400 values, 32,000 characters of them), so four stay below
// kMaxReplyBytes. That is enough for A and AAAA of a name, unless its sets have set identifiers:
// those are small, and there may be many.
constexpr unsigned kSetsPerPage = 4;
constexpr unsigned kSetsPerPageWithIdentifier = 100;
// No name has more record sets of one type than fit in this many pages: a longer listing is broken.
constexpr int kMaxPages = 100;

Failure fail_endless() { return fail(Errc::retry, "{}: the listing does not end", kOperation); }

}  // namespace

Result<std::vector<RecordSet>> Listing::read(const WantedSets& wanted) {
  const DnsName& name = wanted.name;
  const std::string key = name.listing_key();
  if (names_left_ > 0) --names_left_;
  const unsigned per_page = names_left_ > 0          ? route53::kMaxSetsPerPage
                            : wanted.has_identifiers ? kSetsPerPageWithIdentifier
                                                     : kSetsPerPage;
  std::optional<ListStart> start;
  if (!covers(name, key)) start = {name, std::string(record_type(wanted.first)), {}};
  last_key_ = key;
  std::vector<RecordSet> sets;
  for (int pages = 0;;) {
    if (start) {
      if (pages++ == kMaxPages) return fail_endless();
      TRY(turn_page(*start, per_page));
    }
    for (; at_ < entries_.size() && entries_[at_].key <= key; ++at_) {
      if (entries_[at_].set.name == name) sets.push_back(std::move(entries_[at_].set));
    }
    // A sorts before AAAA, nothing sorts between them, and nothing stands next to a CNAME.
    const bool goes_on =
        next_ && next_->name == name &&
        (next_->type <= record_type(wanted.last) || (next_->type == "CNAME" && sets.empty()));
    if (!goes_on) return sets;
    start = next_;
  }
}

bool Listing::lies_outside(const DnsName& name) const {
  if (is_apex_ || witness_.is_root()) return !name.is_within(witness_);
  // No public zone holds names that have but a top-level domain in common.
  DnsName common = name;
  while (!witness_.is_within(common)) common = common.parent();
  return common.parent().is_root();
}

// Whether the page tells of that name.
bool Listing::covers(const DnsName& name, const std::string& key) const {
  return key > last_key_ && (is_last_ || key < end_key_ || name == end_name_);
}

Status Listing::turn_page(const ListStart& start, unsigned per_page) {
  entries_.clear();
  at_ = 0;
  is_last_ = false;
  end_key_.clear();
  end_name_ = {};
  TRY_ASSIGN(auto page, ask(start, per_page));
  next_ = std::move(page.next);
  if (next_ == start) return fail_endless();
  bool in_order = true;
  std::string before = start.name.listing_key();
  const auto follow = [&](const DnsName& name) {
    std::string key = name.listing_key();
    in_order &= before <= key;
    before = std::move(key);
  };
  for (auto& set : page.sets) {
    follow(set.name);
    if (witness_.is_root() || set.type == "SOA") witness_ = set.name;
    is_apex_ |= set.type == "SOA";
    entries_.push_back({before, std::move(set)});
  }
  if (next_ && !next_->name.is_root()) {
    follow(next_->name);
    end_name_ = next_->name;
  }
  if (in_order) {
    is_last_ = !next_;
    end_key_ = std::move(before);
    most_per_page_ = std::min(2 * most_per_page_, grows_to_);
    return {};
  }
  // A server that sorts in another way is asked for each name.
  most_per_page_ = grows_to_ = kSetsPerPage;
  end_name_ = {};
  std::erase_if(entries_, [&](const Entry& entry) { return entry.set.name != start.name; });
  return {};
}

Result<route53::RecordSetPage> Listing::ask(const ListStart& start, unsigned per_page) {
  if (failed_) return fail(*failed_);
  for (;;) {
    const unsigned asked = std::min(per_page, most_per_page_);
    AwsRequest request = route53::list_record_sets(zone_id_, start, asked);
    request.can_ask_less = asked > kSetsPerPage;
    const auto body = aws_.call(request);
    if (body) {
      auto page = route53::read_record_sets(*body);
      if (page) return page;
      return fail(Errc::retry, "{}: {}", kOperation, page.error().what);
    }
    const ErrorKind kind = body.error().kind;
    if (request.can_ask_less && kind == ErrorKind::oversized) {
      most_per_page_ = std::max(asked / 4, kSetsPerPage);
      continue;
    }
    // These may be about this name alone.
    if (kind != ErrorKind::oversized && kind != ErrorKind::invalid) failed_ = body.error();
    return fail(body.error());
  }
}

}  // namespace wan53
