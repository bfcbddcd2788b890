// SPDX-License-Identifier: MIT
#include "ddns/damping.h"

#include <algorithm>

#include "base/text.h"
#include "base/utc.h"

namespace wan53 {
namespace {

constexpr std::int64_t kWindow_ms = 30 * 60'000;
constexpr std::int64_t kFirstHold_ms = 5 * 60'000;
constexpr int kFreeMoves = 2;

std::int64_t hold_after(int moves) {
  std::int64_t hold_ms = kFirstHold_ms;
  for (int i = kFreeMoves + 1; i < moves && hold_ms < kWindow_ms; ++i) hold_ms *= 2;
  return std::min(hold_ms, kWindow_ms);
}

}  // namespace

Damping judge(const std::vector<Move>& moves, std::string_view candidate,
              std::int64_t candidate_since_ms, std::int64_t now_ms) {
  int recent = 0;
  bool was_published = false;
  std::int64_t first_ms = now_ms;
  std::string_view published;
  for (const auto& move : moves) {
    // A moment to come is of a clock that was set back: it tells nothing.
    if (move.at_ms > now_ms || now_ms - move.at_ms > kWindow_ms) continue;
    ++recent;
    was_published |= move.value == candidate;
    first_ms = std::min(first_ms, move.at_ms);
    published = move.value;
  }
  if (!was_published || published == candidate || recent <= kFreeMoves) return {};
  const std::int64_t hold_ms = hold_after(recent);
  const std::int64_t until_ms = std::min(candidate_since_ms, now_ms) + hold_ms;
  if (until_ms <= now_ms) return {};
  return {
      until_ms,
      concat({"the address flips between ", published, " and ", candidate, " (", to_text(recent),
              " changes in ", duration_text((now_ms - first_ms) / 1'000), "); ", candidate,
              " is published once it has stayed for ", duration_text(hold_ms / 1'000)})};
}

}  // namespace wan53
