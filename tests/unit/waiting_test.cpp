// SPDX-License-Identifier: MIT
// A record that goes on waiting, for another reason: what the log, `status` and the memory say.
#include "base/compose.h"
#include "cycle/memory.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr std::string_view kNoAddress = "no address, so the record is left as it is: ";

// Has waited for a minute for a WAN that is stopped, and hears that it is disabled now.
struct WaitingFixture : DaemonFixture {
  explicit WaitingFixture(std::string_view log_level)
      : DaemonFixture(compose("[publish]\nlog-level = {}\n{}", log_level, kWanRecord)) {
    nvram("wan0_state_t", "4");
    hook(1min, "wan-event 0 stopped");
    hook(1min, "wan-event 0 disabled");
    steps(1);
    nvram("wan0_state_t", "5");
  }
  RecordReport report() {
    const Memory memory = load_memory(ports, *find_places(ports, ""));
    return memory.recent.records[0];
  }
  // The levels of the lines that hold it.
  std::string levels(std::string_view part) const {
    std::string all;
    for (const auto& [level, line] : log.lines) {
      if (has(line, part)) all += compose("{} ", log_level_name(level));
    }
    return all;
  }
};

TEST(waiting_for_another_reason_is_remembered_as_one_wait) {
  WaitingFixture f("notice");
  const RecordReport before = f.report();
  CHECK(before.outcome == OutcomeKind::waiting);
  CHECK_TEXT(before.text, compose("{}wan0 is stopped", kNoAddress));
  f.steps(1);
  const RecordReport after = f.report();
  CHECK(after.outcome == OutcomeKind::waiting);
  CHECK_TEXT(after.text, compose("{}wan0 is disabled", kNoAddress));
  CHECK(after.since == before.since);
  CHECK(f.http.requests.empty());
}

TEST(waiting_for_another_reason_is_news_for_info_only) {
  for (const bool info : {false, true}) {
    const char* level = info ? "info" : "notice";
    WaitingFixture f(level);
    f.steps(1);
    CHECK_TEXT_ROW(level,
                   f.levels(compose("home.example.com A: waiting: {}wan0 is stopped", kNoAddress)),
                   "notice ");
    CHECK_TEXT_ROW(level,
                   f.levels(compose("home.example.com A: waiting: {}wan0 is disabled", kNoAddress)),
                   info ? "info " : "");
    // The same reason once more is none.
    f.steps(1);
    CHECK_TEXT_ROW(level, f.levels("wan0 is disabled"), info ? "info " : "");
  }
}

TEST(waiting_for_another_reason_is_shown_by_status) {
  WaitingFixture f("notice");
  CHECK(f.run({"status"}) == 3);
  CHECK(has(f.terminal.out_text, compose("last round waiting: {}wan0 is stopped\n", kNoAddress)));
  CHECK(f.run({"status", "--json"}) == 3);
  const std::string_view since = "\"outcome_since\":\"2033-05-18T03:33:20Z\"";
  CHECK(has(f.terminal.out_text, since));
  f.steps(1);
  CHECK(f.run({"status"}) == 3);
  CHECK(has(f.terminal.out_text, compose("last round waiting: {}wan0 is disabled\n", kNoAddress)));
  CHECK(f.run({"status", "--json"}) == 3);
  CHECK(has(f.terminal.out_text, since));
  CHECK(has(f.terminal.out_text, compose("\"text\":\"{}wan0 is disabled\"", kNoAddress)));
}

TEST(waiting_record_that_fails_otherwise_begins_anew) {
  WaitingFixture f("notice");
  const RecordReport before = f.report();
  f.nvram("wan0_state_t", "2");
  f.http.reply(403, refusal("AccessDenied"));
  f.steps(1);
  CHECK(f.report().outcome == OutcomeKind::refused);
  CHECK(f.report().since > before.since);
  CHECK_TEXT(f.levels("home.example.com A: refused"), "warning ");
}

}  // namespace
}  // namespace wan53
