// SPDX-License-Identifier: MIT
// ensure and notify, as cron and the firmware's hooks call them when no daemon listens.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kAlone =
    "[publish]\ndaemon = no\n[record home.example.com]\nsource = static 198.51.101.7\n"
    "zone = Z111\nttl = 120\n";

TEST(ensure_makes_the_rounds_without_a_daemon) {
  Fixture f(kAlone);
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"ensure"}) == 0);
  CHECK(f.http.requests.size() == 1 && f.processes.forks == 0);
  CHECK_TEXT(compose("{}{}", f.terminal.out_text, f.terminal.err_text), "");
  // Nothing is due.
  f.clock.pass(5min);
  CHECK(f.run({"ensure"}) == 0);
  CHECK(f.http.requests.empty());
  f.clock.pass(7h);
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"ensure"}) == 0);
  CHECK(f.http.requests.size() == 1);
}

TEST(ensure_tells_cron_how_the_round_went) {
  Fixture f(kAlone);
  f.http.reply(403, refusal("AccessDenied"));
  CHECK(f.run({"ensure"}) == 4);
  CHECK_TEXT(compose("{}{}", f.terminal.out_text, f.terminal.err_text), "");
  CHECK(!f.log.lines.empty());
}

TEST(ensure_leaves_alone_what_was_stopped) {
  Fixture f(kAlone);
  f.files.put("/run/wan53/stopped", "");
  CHECK(f.run({"ensure"}) == 0);
  CHECK(f.http.requests.empty());
}

TEST(notify_is_silent_before_the_setup) {
  Fixture f;
  (void)f.files.remove(kConfigPath);
  CHECK(f.run({"notify", "wan-event", "0", "connected"}) == 0);
  CHECK(f.log.lines.empty() && f.processes.forks == 0);
  CHECK_TEXT(compose("{}{}", f.terminal.out_text, f.terminal.err_text), "");
}

TEST(notify_logs_a_fault_once) {
  Fixture f("[record home.example.com]\nttl = soon\n");
  for (int i = 0; i < 3; ++i) CHECK(f.run({"notify", "wan-event"}) == 2);
  CHECK(f.log.lines.size() == 1);
  f.files.put(kConfigPath, "[record home.example.com]\nttl = later\n");
  for (int i = 0; i < 3; ++i) CHECK(f.run({"notify", "wan-event"}) == 2);
  CHECK(f.log.lines.size() == 2);
  // In between all went well.
  f.bus.answer = Bus::Sent::delivered;
  CHECK(f.run({"notify", "wan-event"}) == 0);
  f.bus.answer = Bus::Sent::nobody;
  CHECK(f.run({"notify", "wan-event"}) == 2);
  CHECK(f.log.lines.size() == 3);
}

TEST(notify_logs_a_fault_that_it_cannot_remember) {
  Fixture f("[record home.example.com]\nttl = soon\n");
  f.files.full = true;
  for (int i = 0; i < 2; ++i) CHECK(f.run({"notify", "wan-event"}) == 2);
  CHECK(f.log.lines.size() == 2);
}

}  // namespace
}  // namespace wan53
