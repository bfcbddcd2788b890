// SPDX-License-Identifier: MIT
// How long a change took, in the history; and page.json, which every cycle renews where it is
// shown.
#include "ddns/history.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

// "RECORD-TYPE SECONDS" for each change; - for no seconds.
std::string took(const FakeWorld& world) {
  const auto* file = world.files.find("/var/lib/wan53/history");
  std::string all;
  for (const auto& entry : parse_history(file == nullptr ? "" : file->text)) {
    all += compose("{}{}", all.empty() ? "" : " ", entry.took ? to_text(entry.took->count()) : "-");
  }
  return all;
}

TEST(took_counts_from_the_event) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  f.hook(60s, "wan-event 0 connected");
  f.steps(1);
  f.nvram("wan0_ipaddr", "198.51.101.8");
  f.http.reply(200, home("198.51.101.7"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK_TEXT(took(f), "2");  // the wait for the rest of a burst
}

TEST(took_counts_failed_rounds) {
  Fixture f;
  for (int i = 0; i < 4; ++i) f.http.cannot_connect();
  CHECK(f.run({"update"}) == 3);
  f.http.answers.clear();
  const Moment failed = f.clock.moment;
  f.clock.pass(90s);
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(parse_unsigned(took(f), 1000).value_or(0) >= 90);
  CHECK(f.clock.moment >= failed + 90s);
}

TEST(took_is_unknown_if_the_record_alone_had_changed) {
  Fixture f;
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  f.clock.pass(3h);
  f.http.reply(200, home("198.51.101.99"));  // by somebody else
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(took(f), "-");
}

TEST(took_of_what_was_never_published_before) {
  Fixture f;
  f.http.reply(200, listing(""));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(took(f), "0");
  f.run({"history", "--json"});
  CHECK(has(f.terminal.out_text, "\"took\":0"));
}

constexpr const char* kPage = "/www/user/wan53/page.json";

TEST(every_cycle_renews_the_page_where_it_is_shown) {
  const struct {
    const char* label;
    bool is_shown;
    std::initializer_list<std::string_view> command;
    bool renewed;
  } rows[] = {
      {"update", true, {"update"}, true},
      {"not shown", false, {"update"}, false},
      {"dry run", true, {"update", "--dry-run"}, false},
      {"no cycle", true, {"status"}, false},
  };
  for (const auto& row : rows) {
    Fixture f;
    if (row.is_shown) f.files.put(kPage, "{}");
    f.http.reply(200, home("198.51.101.7"));
    f.run(row.command);
    const auto* page = f.files.find(kPage);
    CHECK_ROW(row.label, (page != nullptr) == row.is_shown);
    CHECK_ROW(row.label, (page != nullptr && page->text != "{}") == row.renewed);
    CHECK_ROW(row.label, f.processes.asides == (row.renewed ? 1 : 0));
    if (row.renewed) CHECK_ROW(row.label, has(page->text, "\"outcome\":\"unchanged\""));
  }
}

TEST(no_round_fails_for_the_page) {
  Fixture f;
  f.files.put(kPage, "{}");
  f.http.reply(200, home("198.51.101.7"));
  f.processes.aside_result = fail(Errc::retry, "no room for another process");
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(f.files.find(kPage)->text, "{}");
  CHECK(f.log.lines.empty());
}

}  // namespace
}  // namespace wan53
