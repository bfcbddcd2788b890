// SPDX-License-Identifier: MIT
#include "ddns/back_off.h"

#include <algorithm>

namespace wan53 {
namespace {

constexpr Milliseconds kShortestRetry = 100ms;
constexpr Milliseconds kLongestRetry = 20s;
constexpr Milliseconds kLongestRetryAfter = 30s;

// `first`, doubled for each failure after the first, but at most `longest`.
template <class Length>
Length doubled(Length first, Length longest, int failures) {
  Length length = first;
  for (int i = 1; i < failures && length < longest; ++i) length *= 2;
  return std::min(length, longest);
}

// Uniform in [0, longest].
template <class Length>
Length up_to(Random& random, Length longest) {
  return Length(random.below(static_cast<std::uint64_t>(longest.count()) + 1));
}

}  // namespace

std::optional<Milliseconds> wait_before_retry(int failures, std::optional<Milliseconds> retry_after,
                                              Random& random) {
  if (failures >= kMaxTries) return std::nullopt;
  const Milliseconds asked = retry_after.value_or(0ms);
  if (asked > kLongestRetryAfter) return std::nullopt;
  const Milliseconds wait = up_to(random, doubled<Milliseconds>(1s, kLongestRetry, failures));
  return std::max({wait, asked, kShortestRetry});
}

Milliseconds wait_for_new_key(int refusals, Random& random) {
  const Milliseconds full = doubled<Milliseconds>(2s, 8s, refusals);
  return full / 2 + up_to(random, full / 2);
}

Seconds wait_before_round(int failures, bool user_must_act, Random& random) {
  const Seconds full = user_must_act ? doubled<Seconds>(15min, 6h, failures)
                                     : doubled<Seconds>(30s, 15min, failures);
  return full / 2 + up_to(random, full / 2);
}

Seconds wait_before_cycle(int unsettled) {
  constexpr Seconds kFirst[] = {2s, 5s, 10s, 30s};
  constexpr int kMinutes = 15;
  const auto index = static_cast<std::size_t>(std::max(unsettled, 1) - 1);
  if (index < std::size(kFirst)) return kFirst[index];
  return index < std::size(kFirst) + kMinutes ? 1min : 15min;
}

}  // namespace wan53
