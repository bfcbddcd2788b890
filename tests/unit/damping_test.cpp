// SPDX-License-Identifier: MIT
#include "ddns/damping.h"

#include <cstdint>
#include <limits>

#include "base/text.h"
#include "test.h"

namespace wan53 {
namespace {

constexpr std::int64_t kMinute = 60'000;

std::string text_of(const Damping& damping, std::int64_t now_ms) {
  if (damping.until_ms <= now_ms) return damping.why.empty() ? "now" : "a reason without a hold";
  return concat({to_text(damping.until_ms), ": ", damping.why});
}

std::string held(std::int64_t until_ms, const char* why, const char* stay) {
  return concat({to_text(until_ms), ": the address flips between ", why,
                 "); A is published once it has stayed for ", stay});
}

struct Row {
  const char* label;
  std::vector<Move> moves;
  std::int64_t since_ms;
  std::int64_t now_ms;
  std::string expected;
};

void check(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    const Damping damping = judge(row.moves, test::Exact("A").view(), row.since_ms, row.now_ms);
    CHECK_TEXT_ROW(row.label, text_of(damping, row.now_ms), row.expected);
  }
}

TEST(damping_lets_new_and_first_addresses_pass) {
  constexpr std::int64_t now = 100 * kMinute;
  check({
      {"no move", {}, now, now, "now"},
      {"never seen", {{now - 3, "B"}, {now - 2, "C"}, {now - 1, "D"}}, now, now, "now"},
      {"never seen, after many moves",
       {{now - 8, "B"}, {now - 7, "C"}, {now - 6, "B"}, {now - 5, "C"}, {now - 4, "B"}},
       now,
       now,
       "now"},
      {"back, after one move", {{now - 2, "B"}}, now, now, "now"},
      {"back, after two moves", {{now - 2, "A"}, {now - 1, "B"}}, now, now, "now"},
      {"the start of another address is another",
       {{now - 3, "AB"}, {now - 2, "B"}, {now - 1, "AB"}},
       now,
       now,
       "now"},
      {"published last, and changed by somebody else",
       {{now - 3, "A"}, {now - 2, "B"}, {now - 1, "A"}},
       now,
       now,
       "now"},
  });
}

TEST(damping_holds_an_address_that_came_back_once_too_often) {
  constexpr std::int64_t now = 100 * kMinute;
  const std::vector<Move> three = {
      {now - 12 * kMinute, "B"}, {now - 7 * kMinute, "A"}, {now - kMinute, "B"}};
  const char* why = "B and A (3 changes in 12 min";
  check({
      {"just seen", three, now, now, held(now + 5 * kMinute, why, "5 min")},
      {"seen for a while", three, now - 4 * kMinute, now, held(now + kMinute, why, "5 min")},
      {"a moment too early", three, now - 5 * kMinute + 1, now, held(now + 1, why, "5 min")},
      {"stayed long enough", three, now - 5 * kMinute, now, "now"},
      {"stayed longer", three, 0, now, "now"},
      {"between other addresses too",
       {{now - 12 * kMinute, "A"}, {now - 7 * kMinute, "C"}, {now - kMinute, "B"}},
       now,
       now,
       held(now + 5 * kMinute, why, "5 min")},
  });
}

TEST(damping_holds_twice_as_long_with_each_further_change) {
  constexpr std::int64_t now = 100 * kMinute;
  std::vector<Move> moves;
  for (int i = 8; i > 0; --i) moves.push_back({now - i * kMinute, i % 2 == 0 ? "A" : "B"});
  std::vector<Move> many(1'000, {now, "A"});
  many.push_back({now, "B"});
  const auto last = [&](int count) { return std::vector<Move>(moves.end() - count, moves.end()); };
  check({
      {"3", last(3), now, now, held(now + 5 * kMinute, "B and A (3 changes in 3 min", "5 min")},
      {"4", last(4), now, now, held(now + 10 * kMinute, "B and A (4 changes in 4 min", "10 min")},
      {"5", last(5), now, now, held(now + 20 * kMinute, "B and A (5 changes in 5 min", "20 min")},
      {"6", last(6), now, now, held(now + 30 * kMinute, "B and A (6 changes in 6 min", "30 min")},
      {"8", last(8), now, now, held(now + 30 * kMinute, "B and A (8 changes in 8 min", "30 min")},
      {"1,000", std::vector<Move>(1'000, {now, "A"}), now, now, "now"},
      {"1,000 and another", many, now, now,
       held(now + 30 * kMinute, "B and A (1001 changes in 0 s", "30 min")},
      {"4, stayed long enough", last(4), now - 10 * kMinute, now, "now"},
  });
}

TEST(damping_forgets_after_half_an_hour) {
  constexpr std::int64_t now = 100 * kMinute;
  constexpr std::int64_t edge = now - 30 * kMinute;
  check({
      {"at the edge",
       {{edge, "A"}, {now - 2, "B"}, {now - 1, "B"}},
       now,
       now,
       held(now + 5 * kMinute, "B and A (3 changes in 30 min", "5 min")},
      {"one is too old", {{edge - 1, "B"}, {now - 2, "A"}, {now - 1, "B"}}, now, now, "now"},
      {"its own is too old",
       {{edge - 1, "A"}, {now - 3, "B"}, {now - 2, "C"}, {now - 1, "B"}},
       now,
       now,
       "now"},
      {"old ones do not count",
       {{0, "A"}, {1, "B"}, {edge - 1, "A"}, {now - 3, "B"}, {now - 2, "A"}, {now - 1, "B"}},
       now,
       now,
       held(now + 5 * kMinute, "B and A (3 changes in 0 s", "5 min")},
  });
}

TEST(damping_survives_a_clock_that_goes_wrong) {
  constexpr std::int64_t now = 100 * kMinute;
  constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
  const std::vector<Move> three = {{now - 3, "B"}, {now - 2, "A"}, {now - 1, "B"}};
  const std::string just_seen = held(now + 5 * kMinute, "B and A (3 changes in 0 s", "5 min");
  check({
      {"seen since later", three, now + kMinute, now, just_seen},
      {"seen since the end of time", three, end, now, just_seen},
      {"moves to come are none", {{now + 3, "B"}, {now + 2, "A"}, {end, "B"}}, now, now, "now"},
      {"moves to come do not count",
       {{now - 3, "B"}, {now - 2, "A"}, {now - 1, "B"}, {now + 1, "A"}, {end, "C"}},
       now,
       now,
       just_seen},
      {"all at once", {{now, "B"}, {now, "A"}, {now, "B"}}, now, now, just_seen},
      {"since the boot",
       {{0, "B"}, {0, "A"}, {0, "B"}},
       0,
       0,
       held(5 * kMinute, "B and A (3 changes in 0 s", "5 min")},
  });
}

// Two connections that fail in turn every two minutes for three hours, 90 times: the record follows
// three times in half an hour.
TEST(damping_calms_a_record_that_would_change_all_day) {
  std::vector<Move> moves;
  std::string published = "B";
  std::string seen;
  std::int64_t since_ms = 0;
  int changes = 0;
  for (std::int64_t now = 0; now < 180 * kMinute; now += kMinute) {
    const std::string address = now / kMinute % 4 < 2 ? "A" : "B";
    if (address != seen) since_ms = now;
    seen = address;
    if (address == published || judge(moves, address, since_ms, now).until_ms > now) continue;
    published = address;
    moves.push_back({now, address});
    if (moves.size() > 8) moves.erase(moves.begin());
    ++changes;
  }
  CHECK(changes == 18);
  const std::int64_t now = 180 * kMinute;
  const std::string other = published == "A" ? "B" : "A";
  CHECK(judge(moves, other, now - 30 * kMinute, now).until_ms <= now);
}

}  // namespace
}  // namespace wan53
