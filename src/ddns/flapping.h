// SPDX-License-Identifier: MIT
// Holds back an address that flaps, so that the record does not follow it: two sources that
// disagree, or two connections that fail in turn. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "ddns/address_set.h"

namespace wan53 {

// A recently published change.
struct RecentChange {
  Moment at;
  AddressSet addresses;
};

struct HoldBack {
  Moment until;
  std::string why;  // one sentence
};

// Whether to hold back `candidate`, which has been observed without a break since `since`; nothing
// if it may be published. It may if it was not published within the last half hour, if it was the
// last one published (then somebody else has changed the record), or if there were fewer than three
// changes within that time. Otherwise it must have stayed for five minutes, doubled for each
// further change, at most half an hour. `changes` are sorted, oldest first. Changes in the future
// are ignored, and if `since` is in the future it counts as now.
std::optional<HoldBack> hold_back(const std::vector<RecentChange>& changes,
                                  const AddressSet& candidate, Moment since, Moment now);

}  // namespace wan53
