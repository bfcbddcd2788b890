// SPDX-License-Identifier: MIT
#include "cycle/remember.h"

#include "cycle/due.h"
#include "test.h"

namespace wan53 {
namespace {

// One record whose last round ended at 100 s with this outcome.
Recent after_round(OutcomeKind outcome, int failures, std::optional<Moment> next_try) {
  Recent recent;
  RecordKey key;
  key.name = *DnsName::parse("home.example.com");
  recent.records = {{.key = key,
                     .observed = {},
                     .observed_since = Moment(),
                     .outcome = outcome,
                     .text = "",
                     .since = UtcTime()}};
  recent.last_round = {UtcTime(), Moment(100s)};
  recent.failures = failures;
  recent.next_try = next_try;
  return recent;
}

TEST(remember_hastens_the_next_round_to_the_end_of_the_pause) {
  const Moment end_of_pause = Moment(100s) + kEventPause;
  const struct {
    const char* label;
    OutcomeKind outcome;
    int failures;
    Moment next_try;
    Moment expected;
  } rows[] = {
      {"long back-off", OutcomeKind::retry, 3, Moment(900s), end_of_pause},
      {"unconfirmed", OutcomeKind::unconfirmed, 1, Moment(900s), end_of_pause},
      {"back-off ends sooner", OutcomeKind::retry, 1, Moment(110s), Moment(110s)},
      {"the user must act", OutcomeKind::refused, 3, Moment(900s), Moment(900s)},
      {"nothing failed", OutcomeKind::retry, 0, Moment(900s), Moment(900s)},
  };
  for (const auto& row : rows) {
    Recent recent = after_round(row.outcome, row.failures, row.next_try);
    hasten_after_event(recent);
    CHECK_ROW(row.label, recent.next_try == row.expected);
  }
  Recent without_round = after_round(OutcomeKind::retry, 1, Moment(900s));
  without_round.last_round.reset();
  hasten_after_event(without_round);
  CHECK(without_round.next_try == Moment(900s));
}

TEST(due_follows_the_oldest_confirmation_and_the_back_off) {
  Config config;
  Recent recent;
  CHECK(next_round(config, recent) == Moment());
  recent = after_round(OutcomeKind::unchanged, 0, std::nullopt);
  CHECK(next_round(config, recent) == Moment(100s) + config.check_interval);
  // The gateway confirmed this record earlier than the round ended.
  recent.records[0].confirmed = Moment(40s);
  CHECK(next_round(config, recent) == Moment(40s) + config.check_interval);
  recent.failures = 1;
  recent.next_try = Moment(130s);
  CHECK(next_round(config, recent) == Moment(130s));
}

}  // namespace
}  // namespace wan53
