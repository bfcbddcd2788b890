// SPDX-License-Identifier: MIT
#include "ddns/outcome.h"

#include "test.h"

namespace wan53 {
namespace {

struct KindRow {
  OutcomeKind kind;
  const char* name;
  ExitStatus status;
};

constexpr KindRow kKinds[] = {
    {OutcomeKind::unchanged, "unchanged", kExitDone},
    {OutcomeKind::created, "created", kExitDone},
    {OutcomeKind::changed, "changed", kExitDone},
    {OutcomeKind::planned, "planned", kExitDone},
    {OutcomeKind::waiting, "waiting", kExitTransient},
    {OutcomeKind::retry, "retry", kExitTransient},
    {OutcomeKind::unconfirmed, "unconfirmed", kExitUnconfirmed},
    {OutcomeKind::refused, "refused", kExitUser},
};

std::vector<Outcome> outcomes(std::initializer_list<OutcomeKind> kinds) {
  std::vector<Outcome> all;
  for (const OutcomeKind kind : kinds) {
    all.emplace_back();
    all.back().kind = kind;
  }
  return all;
}

TEST(outcome_names_go_both_ways) {
  for (const auto& row : kKinds) {
    CHECK_TEXT_ROW(row.name, outcome_name(row.kind), row.name);
    CHECK_ROW(row.name, parse_outcome(row.name) == row.kind);
  }
  for (const char* name : {"", "Unchanged", "unchanged ", "failed"}) {
    CHECK_ROW(name, !parse_outcome(name));
  }
}

TEST(outcome_says_which_are_failures_and_how_to_exit) {
  for (const auto& row : kKinds) {
    CHECK_ROW(row.name, is_failure(row.kind) == (row.status != kExitDone));
    CHECK_ROW(row.name, exit_status(outcomes({row.kind})) == row.status);
  }
}

TEST(outcome_most_severe_decides_the_exit_status_in_any_order) {
  using enum OutcomeKind;
  const struct {
    const char* label;
    std::vector<Outcome> outcomes;
    ExitStatus expected;
  } rows[] = {
      {"nothing to do", outcomes({}), kExitDone},
      {"all good", outcomes({unchanged, created, changed, planned}), kExitDone},
      {"one waits", outcomes({changed, waiting, unchanged}), kExitTransient},
      {"unconfirmed before transient", outcomes({unconfirmed, retry}), kExitUnconfirmed},
      {"transient before unconfirmed", outcomes({retry, unconfirmed}), kExitUnconfirmed},
      {"user first", outcomes({refused, unconfirmed, retry, changed}), kExitUser},
      {"user last", outcomes({changed, retry, unconfirmed, refused}), kExitUser},
  };
  for (const auto& row : rows) {
    CHECK_ROW(row.label, exit_status(row.outcomes) == row.expected);
  }
}

// johnboy2's updater returned 0 from every error path.
TEST(outcome_no_error_exits_with_success) {
  const struct {
    const char* label;
    Errc code;
    int expected;
  } rows[] = {
      {"usage", Errc::usage, 1}, {"config", Errc::config, 2},
      {"retry", Errc::retry, 3}, {"wait", Errc::wait, 3},
      {"user", Errc::user, 4},   {"unconfirmed", Errc::unconfirmed, 5},
      {"bug", Errc::bug, 70},    {"bad input that nobody classed", Errc::bad_input, 70},
  };
  for (const auto& row : rows) CHECK_ROW(row.label, exit_status(row.code) == row.expected);
}

}  // namespace
}  // namespace wan53
