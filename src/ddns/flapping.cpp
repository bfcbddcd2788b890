// SPDX-License-Identifier: MIT
#include "ddns/flapping.h"

#include <algorithm>

#include "base/compose.h"
#include "base/utc.h"

namespace wan53 {
namespace {

constexpr Milliseconds kWindow = 30min;
constexpr Milliseconds kFirstHold = 5min;
constexpr int kFreeChanges = 2;

Milliseconds hold_after(int changes) {
  Milliseconds hold = kFirstHold;
  for (int i = kFreeChanges + 1; i < changes && hold < kWindow; ++i) hold *= 2;
  return std::min(hold, kWindow);
}

}  // namespace

std::optional<HoldBack> hold_back(const std::vector<RecentChange>& changes,
                                  const AddressSet& candidate, Moment since, Moment now) {
  int count = 0;
  bool was_published = false;
  Moment first = now;
  const AddressSet* published = nullptr;
  for (const auto& change : changes) {
    // A future timestamp means a reset clock: ignore it.
    if (change.at > now || now - change.at > kWindow) continue;
    ++count;
    was_published |= change.addresses == candidate;
    first = std::min(first, change.at);
    published = &change.addresses;
  }
  if (!was_published || *published == candidate || count <= kFreeChanges) return std::nullopt;
  const Milliseconds hold = hold_after(count);
  const Moment until = std::min(since, now) + hold;
  if (until <= now) return std::nullopt;
  return HoldBack{
      until,
      compose("the address flaps between {} and {} ({} changes in {}); {} is published "
              "once it has stayed for {}",
              published->text(), candidate.text(), count, duration_text(whole_seconds(now - first)),
              candidate.text(), duration_text(whole_seconds(hold)))};
}

}  // namespace wan53
