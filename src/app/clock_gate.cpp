// SPDX-License-Identifier: MIT
#include "app/clock_gate.h"

#include <algorithm>

#include "app/version.h"
#include "aws/endpoint.h"
#include "aws/service_error.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::int64_t kPatience_ms = 10 * 60'000;

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

Status check_clock(World& world, const Setup& setup, const RouterView* router, Volatile& recent) {
  if (router == nullptr || router->clock_set.value_or(true)) {
    // What stood in for NTP was for the clock as it was then.
    if (recent.clock_wait_ms != 0) recent.clock_offset_s = 0;
    recent.clock_wait_ms = 0;
    return {};
  }
  const std::int64_t now_ms = world.clock.monotonic_ms();
  if (recent.clock_wait_ms == 0) recent.clock_wait_ms = std::max<std::int64_t>(now_ms, 1);
  const std::int64_t waited_ms = now_ms - recent.clock_wait_ms;
  if (waited_ms < kPatience_ms) {
    return fail(Errc::wait,
                "the clock is not set yet (ntp_ready is 0), and nothing is signed before; waiting "
                "for NTP");
  }
  const auto offset_s = ask_for_time(world, setup);
  if (!offset_s) {
    return fail(Errc::user,
                concat({"NTP has not set the clock for ", duration_text(waited_ms / 1000),
                        "; check the NTP server in the router's settings. Asked for the time: ",
                        offset_s.error().what}));
  }
  recent.clock_offset_s = *offset_s;
  return {};
}

}  // namespace wan53
