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
  std::string requests;
  const auto notify = [&](Milliseconds later, std::initializer_list<std::string_view> words) {
    f.clock.sleep(later);
    (void)f.run(words);
    requests += compose("{} ", f.http.requests.size());  // of this run
  };
  for (int i = 0; i < 4; ++i) notify(15min, {"notify", "wan-event", "0", "connected"});
  for (int i = 0; i < 3; ++i) notify(30s, {"notify", "ddns-start", "198.51.101.7"});
  notify(1s, {"notify", "wan-event", "0", "connected"});
  CHECK_TEXT(requests, "4 4 4 4 0 0 0 4 ");
}

}  // namespace
}  // namespace wan53
