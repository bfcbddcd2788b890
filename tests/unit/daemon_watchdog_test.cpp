// SPDX-License-Identifier: MIT
// The firmware's watchdog asks the daemon while it has no answer.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

// The firmware hears nothing of a transient fault, so its watchdog asks again and again.
TEST(daemon_backs_off_though_the_watchdog_asks_every_30_seconds) {
  DaemonFixture f;
  f.steps(5);  // no network
  for (int i = 0; i < 9; ++i) f.hook(30s, "ddns-start 198.51.101.7");
  f.steps(1);  // a sixth round; its back-off is minutes
  const std::size_t before = f.http.requests.size();
  f.steps(8);
  CHECK(f.cycles() == 14);
  CHECK(f.http.requests.size() == before);
  // In one burst with a hook that does tell something, and with another address, it counts.
  f.hook(5s, "ddns-start 198.51.101.7");
  f.hook(1s, "wan-event 0 connected");
  f.hook(1s, "ddns-start 198.51.101.7");
  f.hook(30s, "ddns-start 198.51.101.8");
  f.steps(2);
  CHECK(f.http.requests.size() == before + 4);
  f.nvram("wan0_ipaddr", "198.51.101.8");
  f.steps(1);
  CHECK(f.http.requests.size() == before + 8);
}

// Without a daemon, hooks run the cycles.
TEST(hooks_back_off_though_the_watchdog_asks_every_30_seconds) {
  RouterFixture f(compose("[publish]\ndaemon = no\n{}", kWanRecord));
  for (int i = 0; i < 4; ++i) {
    f.clock.sleep(15min);
    (void)f.run({"notify", "wan-event", "0", "connected"});
  }
  const std::size_t before = f.http.requests.size();
  for (int i = 0; i < 3; ++i) {
    f.clock.sleep(30s);
    (void)f.run({"notify", "ddns-start", "198.51.101.7"});
  }
  CHECK(f.http.requests.size() == before);
  (void)f.run({"notify", "wan-event", "0", "connected"});
  CHECK(f.http.requests.size() > before);
}

}  // namespace
}  // namespace wan53
