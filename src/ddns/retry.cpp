// SPDX-License-Identifier: MIT
#include "ddns/retry.h"

#include <algorithm>

namespace wan53 {
namespace {

constexpr std::int64_t kShortestWait_ms = 100;
constexpr std::int64_t kLongestWait_ms = 20'000;
constexpr std::int64_t kLongestRetryAfter_ms = 30'000;

// `first` doubled once for each failure but the first, up to `longest`.
std::int64_t doubled(std::int64_t first, std::int64_t longest, int failures) {
  std::int64_t value = first;
  for (int i = 1; i < failures && value < longest; ++i) value *= 2;
  return std::min(value, longest);
}

std::int64_t below(Random& random, std::int64_t bound) {
  return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound)));
}

}  // namespace

std::optional<std::int64_t> wait_before_retry(int failures,
                                              std::optional<std::int64_t> retry_after_ms,
                                              Random& random) {
  if (failures >= kMaxTries) return std::nullopt;
  const std::int64_t asked_ms = retry_after_ms.value_or(0);
  if (asked_ms > kLongestRetryAfter_ms) return std::nullopt;
  const std::int64_t wait_ms = below(random, doubled(1'000, kLongestWait_ms, failures) + 1);
  return std::max({wait_ms, asked_ms, kShortestWait_ms});
}

std::int64_t wait_before_round(int failures, bool user_must_act, Random& random) {
  const std::int64_t full_s =
      user_must_act ? doubled(15 * 60, 6 * 3600, failures) : doubled(30, 15 * 60, failures);
  return full_s / 2 + below(random, full_s / 2 + 1);
}

std::int64_t wait_before_look(int looks) {
  constexpr int kFirst[] = {2, 5, 10, 30};
  constexpr int kMinutes = 15;
  const auto index = static_cast<std::size_t>(std::max(looks, 1) - 1);
  if (index < std::size(kFirst)) return kFirst[index];
  return index < std::size(kFirst) + kMinutes ? 60 : 15 * 60;
}

}  // namespace wan53
