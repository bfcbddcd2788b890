// SPDX-License-Identifier: MIT
#include "ddns/flapping.h"

#include <cstdint>
#include <limits>

#include "base/compose.h"
#include "base/text.h"
#include "test.h"

namespace wan53 {
namespace {

constexpr std::int64_t kMinute = 60'000;

// Addresses are written as capital letters, of which a set may have several.
AddressSet set_of(std::string_view letters) {
  AddressSet set;
  for (const char letter : letters) {
    set.add(*Address::parse(compose("192.0.2.{}", to_text(letter))));
  }
  return set;
}

std::string with_letters(std::string text) {
  for (char letter = 'A'; letter <= 'D'; ++letter) {
    const std::string address = compose("192.0.2.{}", to_text(letter));
    for (std::size_t at = text.find(address); at != text.npos; at = text.find(address)) {
      text.replace(at, address.size(), 1, letter);
    }
  }
  return text;
}

struct Change {
  std::int64_t at_ms;
  const char* letters;
};

std::optional<HoldBack> held_back(const std::vector<Change>& changes, std::string_view candidate,
                                  std::int64_t since_ms, std::int64_t now_ms) {
  std::vector<RecentChange> recent;
  for (const auto& [at_ms, letters] : changes) {
    recent.push_back({Moment(Milliseconds(at_ms)), set_of(letters)});
  }
  return hold_back(recent, set_of(candidate), Moment(Milliseconds(since_ms)),
                   Moment(Milliseconds(now_ms)));
}

std::string summary(const std::optional<HoldBack>& held) {
  if (!held) return "now";
  return compose("{}: {}", held->until.time_since_epoch().count(), with_letters(held->why));
}

std::string held(std::int64_t until_ms, const char* why, const char* stay) {
  return compose("{}: the address flaps between {}); A is published once it has stayed for {}",
                 until_ms, why, stay);
}

struct Row {
  const char* label;
  std::vector<Change> changes;
  std::int64_t since_ms;
  std::int64_t now_ms;
  std::string expected;
};

void check(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.label, summary(held_back(row.changes, "A", row.since_ms, row.now_ms)),
                   row.expected);
  }
}

TEST(flapping_lets_new_and_first_addresses_pass) {
  constexpr std::int64_t now = 100 * kMinute;
  check({
      {"no change", {}, now, now, "now"},
      {"never seen", {{now - 3, "B"}, {now - 2, "C"}, {now - 1, "D"}}, now, now, "now"},
      {"never seen, after many changes",
       {{now - 8, "B"}, {now - 7, "C"}, {now - 6, "B"}, {now - 5, "C"}, {now - 4, "B"}},
       now,
       now,
       "now"},
      {"back, after one change", {{now - 2, "B"}}, now, now, "now"},
      {"back, after two changes", {{now - 2, "A"}, {now - 1, "B"}}, now, now, "now"},
      {"a set that holds it is another",
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

TEST(flapping_holds_an_address_that_came_back_once_too_often) {
  constexpr std::int64_t now = 100 * kMinute;
  const std::vector<Change> three = {
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

TEST(flapping_holds_twice_as_long_with_each_further_change) {
  constexpr std::int64_t now = 100 * kMinute;
  std::vector<Change> changes;
  for (int i = 8; i > 0; --i) changes.push_back({now - i * kMinute, i % 2 == 0 ? "A" : "B"});
  std::vector<Change> many(1'000, {now, "A"});
  many.push_back({now, "B"});
  const auto last = [&](int count) {
    return std::vector<Change>(changes.end() - count, changes.end());
  };
  check({
      {"3", last(3), now, now, held(now + 5 * kMinute, "B and A (3 changes in 3 min", "5 min")},
      {"4", last(4), now, now, held(now + 10 * kMinute, "B and A (4 changes in 4 min", "10 min")},
      {"5", last(5), now, now, held(now + 20 * kMinute, "B and A (5 changes in 5 min", "20 min")},
      {"6", last(6), now, now, held(now + 30 * kMinute, "B and A (6 changes in 6 min", "30 min")},
      {"8", last(8), now, now, held(now + 30 * kMinute, "B and A (8 changes in 8 min", "30 min")},
      {"1,000", std::vector<Change>(1'000, {now, "A"}), now, now, "now"},
      {"1,000 and another", many, now, now,
       held(now + 30 * kMinute, "B and A (1001 changes in 0 s", "30 min")},
      {"4, stayed long enough", last(4), now - 10 * kMinute, now, "now"},
  });
}

TEST(flapping_forgets_after_half_an_hour) {
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

TEST(flapping_survives_a_clock_that_goes_wrong) {
  constexpr std::int64_t now = 100 * kMinute;
  constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
  const std::vector<Change> three = {{now - 3, "B"}, {now - 2, "A"}, {now - 1, "B"}};
  const std::string just_seen = held(now + 5 * kMinute, "B and A (3 changes in 0 s", "5 min");
  check({
      {"seen since later", three, now + kMinute, now, just_seen},
      {"seen since the end of time", three, end, now, just_seen},
      {"future changes are ignored", {{now + 3, "B"}, {now + 2, "A"}, {end, "B"}}, now, now, "now"},
      {"future changes do not count",
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
TEST(flapping_calms_a_record_that_would_change_all_day) {
  std::vector<Change> changes;
  const char* published = "B";
  std::string_view seen;
  std::int64_t since_ms = 0;
  int count = 0;
  for (std::int64_t now = 0; now < 180 * kMinute; now += kMinute) {
    const char* address = now / kMinute % 4 < 2 ? "A" : "B";
    if (address != seen) since_ms = now;
    seen = address;
    if (seen == published || held_back(changes, address, since_ms, now)) continue;
    published = address;
    changes.push_back({now, address});
    if (changes.size() > 8) changes.erase(changes.begin());
    ++count;
  }
  CHECK(count == 18);
  const std::int64_t now = 180 * kMinute;
  const char* other = std::string_view(published) == "A" ? "B" : "A";
  CHECK(!held_back(changes, other, now - 30 * kMinute, now));
}

}  // namespace
}  // namespace wan53
