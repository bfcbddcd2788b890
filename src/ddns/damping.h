// SPDX-License-Identifier: MIT
// Keeps a record from following an address that flips to and fro: two sources that disagree, or
// two connections that fail in turn. Pure; all moments are of the monotonic clock.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wan53 {

// A change that was published.
struct Move {
  std::int64_t at_ms = 0;
  std::string value;
};

struct Damping {
  std::int64_t until_ms = 0;  // not before this; publish when it has passed
  std::string why;            // one sentence; empty when nothing is held
};

// Whether `candidate`, seen without a break since `candidate_since_ms`, may replace what is
// published. One that was not published within the last half hour may at once, so may the last one
// that was (somebody else has changed the record), and any while fewer than three changes lie in
// that time. Otherwise it must have stayed for five minutes, twice as long with each further
// change, at most for half an hour. `moves` stand oldest first; those yet to come are passed over,
// and a candidate seen since later than now counts as just seen.
Damping judge(const std::vector<Move>& moves, std::string_view candidate,
              std::int64_t candidate_since_ms, std::int64_t now_ms);

}  // namespace wan53
