// SPDX-License-Identifier: MIT
#include "ddns/back_off.h"

#include <vector>

#include "base/compose.h"
#include "test.h"

namespace wan53 {
namespace {

// The lowest or the highest that may come, and what was asked for.
class ExtremeRandom final : public Random {
 public:
  explicit ExtremeRandom(bool highest) : highest_(highest) {}
  std::uint64_t below(std::uint64_t bound) override {
    bounds.push_back(bound);
    return highest_ && bound > 0 ? bound - 1 : 0;
  }

  std::vector<std::uint64_t> bounds;

 private:
  bool highest_;
};

// "LOWEST-HIGHEST", or "never".
std::string retry_span(int failures, std::optional<Milliseconds> retry_after) {
  ExtremeRandom low(false);
  ExtremeRandom high(true);
  const auto shortest = wait_before_retry(failures, retry_after, low);
  const auto longest = wait_before_retry(failures, retry_after, high);
  if (shortest.has_value() != longest.has_value()) return "undecided";
  if (!shortest) return "never";
  return compose("{}-{}", shortest->count(), longest->count());
}

TEST(back_off_waits_longer_each_time_and_never_less_than_asked) {
  const struct {
    const char* label;
    int failures;
    std::optional<Milliseconds> retry_after;
    const char* expected;
  } rows[] = {
      {"after the first failure", 1, {}, "100-1000"},
      {"after the second", 2, {}, "100-2000"},
      {"after the third", 3, {}, "100-4000"},
      {"tries used up", 4, {}, "never"},
      {"long since used up", 2'000'000'000, {}, "never"},
      {"server asks for nothing", 1, 0ms, "100-1000"},
      {"server asks for less than jitter gives", 2, 500ms, "500-2000"},
      {"server asks for more than jitter gives", 1, 1'500ms, "1500-1500"},
      {"server asks for all we grant", 3, 30'000ms, "30000-30000"},
      {"server asks for more than we grant", 1, 30'001ms, "never"},
      {"server asks for an hour", 1, 3'600'000ms, "never"},
      {"server asks after the last try", 4, 10ms, "never"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.label, retry_span(row.failures, row.retry_after), row.expected);
  }
}

TEST(back_off_jitter_is_full) {
  ExtremeRandom random(false);
  for (const int failures : {1, 2, 3}) (void)wait_before_retry(failures, {}, random);
  CHECK((random.bounds == std::vector<std::uint64_t>{1001, 2001, 4001}));
}

std::string round_span(int failures, bool user_must_act) {
  ExtremeRandom low(false);
  ExtremeRandom high(true);
  return compose("{}-{}", wait_before_round(failures, user_must_act, low).count(),
                 wait_before_round(failures, user_must_act, high).count());
}

TEST(back_off_rounds_back_off_to_a_bound) {
  const struct {
    const char* label;
    int failures;
    bool user_must_act;
    const char* expected;
  } rows[] = {
      {"first transient fault", 1, false, "15-30"},
      {"second", 2, false, "30-60"},
      {"third", 3, false, "60-120"},
      {"fifth", 5, false, "240-480"},
      {"sixth is bounded", 6, false, "450-900"},
      {"for ever after", 2'000'000'000, false, "450-900"},
      {"first fault of the user's", 1, true, "450-900"},
      {"second of the user's", 2, true, "900-1800"},
      {"fifth of the user's", 5, true, "7200-14400"},
      {"sixth of the user's is bounded", 6, true, "10800-21600"},
      {"for ever after of the user's", 2'000'000'000, true, "10800-21600"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.label, round_span(row.failures, row.user_must_act), row.expected);
  }
}

}  // namespace
}  // namespace wan53
