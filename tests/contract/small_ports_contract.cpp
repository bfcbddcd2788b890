// SPDX-License-Identifier: MIT
// Clock, Random, Environment and Log.
#include "rigs.h"

namespace wan53::test {
namespace {

TEST(contract_clock_only_ever_grows) {
  const auto clock = make_clock();
  auto before = clock->now();
  const auto wall = clock->wall();
  // It is read in whole milliseconds, which may hide one.
  for (const std::int64_t ms : {30, 0, -5, -100'000, 1}) {
    clock->sleep(Milliseconds(ms));
    const auto after = clock->now();
    CHECK_ROW(std::to_string(ms), after >= before + Milliseconds(ms > 1 ? ms - 1 : 0));
    before = after;
  }
  CHECK(clock->wall() >= wall);
  CHECK(clock->wall() > utc_time(1'600'000'000));
}

TEST(contract_random_stays_below_its_bound) {
  const auto random = make_random();
  CHECK(random->below(0) == 0);
  CHECK(random->below(1) == 0);
  for (const std::uint64_t bound : {std::uint64_t{2}, std::uint64_t{5}, UINT64_MAX}) {
    for (int i = 0; i < 100; ++i) CHECK_ROW(std::to_string(bound), random->below(bound) < bound);
  }
}

TEST(contract_environment_takes_empty_for_unset) {
  const auto rig = make_environment_rig();
  const Environment& environment = rig->environment();
  CHECK(!environment.get("WAN53_CONTRACT"));
  rig->set("WAN53_CONTRACT", "x y");
  CHECK(environment.get("WAN53_CONTRACT") == "x y");
  CHECK(!environment.get("WAN53_CONTRAC"));
  rig->set("WAN53_CONTRACT", "");
  CHECK(!environment.get("WAN53_CONTRACT"));
}

TEST(contract_environment_knows_where_the_program_was_started) {
  CHECK(make_environment_rig()->environment().folder().starts_with('/'));
}

TEST(contract_log_keeps_every_line_with_its_level) {
  const auto rig = make_log_rig();
  std::string words;
  for (int i = 0; i < 60; ++i) words += "word" + std::to_string(i) + " ";
  words += "end";
  rig->log().write(LogLevel::error, "one");
  rig->log().write(LogLevel::warning, "two  blanks ");
  rig->log().write(LogLevel::notice, words);
  rig->log().write(LogLevel::info, "");
  rig->log().write(LogLevel::info, "four");
  rig->log().write(LogLevel::debug, "five");
  CHECK_TEXT(rig->arrived(),
             "error one\nwarning two  blanks \nnotice " + words + "\ninfo four\ndebug five\n");
}

}  // namespace
}  // namespace wan53::test
