// SPDX-License-Identifier: MIT
// The daemon reads its config again and runs a round at once: for SIGHUP and for `wan53 reload`.
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr Wake kHangUp{false, {}, true};

TEST(daemon_runs_a_round_after_sighup_though_none_is_due) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  f.happens(1min, kHangUp);
  f.steps(1);
  CHECK(f.http.requests.size() == 1);
  // Somebody has changed the record by hand.
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(f.http.requests.size() == 3);
  CHECK(f.logged("home.example.com A: changed from 198.51.101.6 to 198.51.101.7") == 1);
  CHECK(f.logged("(SIGHUP)") == 1);
}

TEST(daemon_reads_the_config_again_after_sighup) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  f.happens(1min, kHangUp);
  f.steps(1);
  f.files.put(kConfigPath, "[record nas.example.com]\nsource = wan\nzone = Z222\n");
  f.http.reply(200, listing(""));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(f.http.requests.size() == 3);
  CHECK(has(f.http.requests[1].url, "/hostedzone/Z222/rrset?name=nas.example.com"));
  CHECK(f.logged("nas.example.com A: created") == 1);
}

TEST(daemon_runs_one_round_for_a_burst_of_sighup) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  for (int i = 0; i < 3; ++i) f.happens(100ms, kHangUp);
  f.hook(1min, "wan-event 0 connected");
  f.steps(1);
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(f.http.requests.size() == 2);
  CHECK(f.cycles() == 2);
  // It was forced once, not for ever.
  f.steps(1);
  CHECK(f.cycles() == 3);
  CHECK(f.http.requests.size() == 2);
}

// No hook has fired.
TEST(daemon_takes_sighup_for_no_event_of_the_router) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  f.happens(1min, kHangUp);
  f.steps(1);
  f.http.reply(200, home("198.51.101.7"));
  f.steps(1);
  CHECK(!has(f.files.find("/run/wan53/volatile.json")->text, "last_event"));
}

TEST(daemon_runs_a_round_after_reload_though_none_is_due) {
  DaemonFixture f;
  f.http.reply(200, home("198.51.101.7"));
  f.hook(1min, "reload");
  f.steps(1);
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  f.steps(1);
  CHECK(f.http.requests.size() == 3);
  CHECK(f.logged("(reload)") == 1);
}

}  // namespace
}  // namespace wan53
