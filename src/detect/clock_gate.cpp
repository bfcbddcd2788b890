// SPDX-License-Identifier: MIT
#include "detect/clock_gate.h"

#include <algorithm>

#include "aws/endpoint.h"
#include "aws/service_error.h"
#include "base/text.h"
#include "settings/version.h"

namespace wan53 {
namespace {

constexpr std::int64_t kPatience_ms = 10 * 60'000;

constexpr std::string_view kStuck =
    "NTP has not set the clock for ten minutes; check the NTP server in the router's settings";

bool is_set(const Clock& clock, const RouterView& router) {
  return router.clock_set.value_or(clock.wall() >= earliest_time());
}

// Units are read only where a record follows one.
bool may_reach_ntp(const RouterView& router) {
  return router.units.empty() || std::ranges::any_of(router.units, [](const WanUnit& unit) {
           return is_connected(unit).has_value();
         });
}

// Server time minus wall clock, as a reply of Route 53's has it. What it says beside is no matter.
Result<std::int64_t> ask_for_time(World& world, const Setup& setup) {
  TRY_ASSIGN(const auto urls, load_endpoint_urls(world.environment));
  TRY_ASSIGN(Endpoint endpoint,
             endpoint_for(Service::route53, setup.config.region, setup.config.use_dualstack));
  const std::string& own = urls[static_cast<std::size_t>(Service::route53)];
  TRY_ASSIGN(const std::string ca_pem, load_ca(world, setup));
  const std::int64_t guess_s = std::max<std::int64_t>(0, built_at() - world.clock.wall());
  const auto http = world.make_http(ca_pem, guess_s);
  const auto reply = http->send({"GET", (own.empty() ? endpoint.url : own) + "/", {}, {}});
  if (!reply) return std::unexpected(reply.error().error);
  const auto time = server_time(*reply);
  if (!time || *time < earliest_time()) {
    return fail(Errc::wait, "Route 53's answer holds no believable Date");
  }
  return *time - world.clock.wall();
}

}  // namespace

Status check_clock(World& world, const Setup& setup, const RouterView* router, Volatile& recent,
                   std::vector<std::string>& doubts) {
  if (router == nullptr && world.clock.wall() + recent.clock_offset_s < earliest_time()) {
    return fail(Errc::wait, concat({"the clock says ", rfc3339(world.clock.wall()),
                                    ", which is before this program was built; wait for NTP or "
                                    "set it"}));
  }
  if (router == nullptr || is_set(world.clock, *router)) {
    if (recent.clock_wait_ms != 0) recent.clock_offset_s = 0;
    recent.clock_wait_ms = 0;
    return {};
  }
  const std::int64_t now_ms = world.clock.monotonic_ms();
  if (recent.clock_wait_ms == 0) {
    recent.clock_wait_ms = std::max<std::int64_t>(now_ms, 1);
    recent.clock_offset_s = 0;
  }
  if (!may_reach_ntp(*router)) recent.clock_wait_ms = now_ms;
  if (now_ms - recent.clock_wait_ms < kPatience_ms) {
    return fail(Errc::wait,
                "the clock is not set yet (ntp_ready is 0), and nothing is signed before; waiting "
                "for NTP");
  }
  // What was learnt serves until a round fails on it.
  if (recent.clock_offset_s == 0 || recent.failures > 0) {
    const auto offset_s = ask_for_time(world, setup);
    if (!offset_s) {
      doubts.push_back(concat({kStuck, ". Asked for the time: ", offset_s.error().what}));
      return fail(Errc::wait, doubts.back());
    }
    recent.clock_offset_s = *offset_s;
  }
  doubts.push_back(concat({kStuck, "; until then Route 53's own time serves"}));
  return {};
}

}  // namespace wan53
