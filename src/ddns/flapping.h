// SPDX-License-Identifier: MIT
// Keeps a record from following an address that flaps: two sources that disagree, or two
// connections that fail in turn. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "ddns/address_set.h"

namespace wan53 {

// A change that was published lately.
struct RecentChange {
  Moment at;
  AddressSet addresses;
};

struct HoldBack {
  Moment until;
  std::string why;  // one sentence
};

// Why `candidate`, seen without a break since `since`, may not replace what is published yet;
// nothing if it may. It may if it was not published within the last half hour, if it is the last
// one that was (somebody else has changed the record), and while fewer than three changes lie in
// that time. Otherwise it must have stayed for five minutes, twice as long with each further
// change, at most for half an hour. `changes` stand oldest first; those of the future are passed
// over, and a candidate seen since the future counts as just seen.
std::optional<HoldBack> hold_back(const std::vector<RecentChange>& changes,
                                  const AddressSet& candidate, Moment since, Moment now);

}  // namespace wan53
