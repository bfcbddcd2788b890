// SPDX-License-Identifier: MIT
#include "detect/clock_gate.h"

#include <algorithm>

#include "aws/service_error.h"
#include "base/compose.h"
#include "settings/environment.h"
#include "settings/progress.h"
#include "settings/trust.h"
#include "settings/version.h"

namespace wan53 {
namespace {

// How long NTP may be silent before Route 53 is asked for the time.
constexpr Milliseconds kNtpPatience = 10min;

constexpr std::string_view kNtpSilent =
    "NTP has not set the clock for ten minutes; check the NTP server in the router's settings";

bool is_set(const Clock& clock, const RouterView& router) {
  return router.clock_set.value_or(clock.wall() >= earliest_time());
}

// Also true without units: if no record follows a WAN, they are not read.
bool may_reach_ntp(const RouterView& router) {
  return router.units.empty() || std::ranges::any_of(router.units, [](const WanUnit& unit) {
           return check_connected(unit).has_value();
         });
}

// Server time minus wall clock, from the Date of any reply; status and body are ignored.
Result<Seconds> ask_for_offset(const Ports& ports, const Settings& settings) {
  TRY_ASSIGN(const auto& endpoints, load_endpoints(ports.environment, settings.config));
  TRY_ASSIGN(const Endpoint& endpoint, endpoints.of(Service::route53));
  TRY_ASSIGN(std::string ca_pem, load_ca(ports, settings));
  const Seconds guess = std::max(Seconds(0), built_at() - ports.clock->wall());
  const auto http = ports.http->make({std::move(ca_pem), guess});
  TRY_ASSIGN(const auto& reply, http->send({"GET", endpoint.url + "/", {}, {}}));
  const auto time = server_time(reply);
  if (!time || *time < earliest_time()) {
    return fail(Errc::wait, "Route 53's reply has no believable Date header");
  }
  return *time - ports.clock->wall();
}

}  // namespace

Status check_clock(const Ports& ports, const Settings& settings, const RouterView* router,
                   Recent& recent, std::vector<std::string>& unverified) {
  if (router == nullptr) TRY(check_time(ports.clock->wall() + recent.clock_offset));
  if (router == nullptr || is_set(ports.clock, *router)) {
    if (recent.clock_unset_since) recent.clock_offset = 0s;
    recent.clock_unset_since.reset();
    return {};
  }
  const Moment now = ports.clock->now();
  if (!recent.clock_unset_since) {
    recent.clock_unset_since = now;
    recent.clock_offset = 0s;
  }
  if (!may_reach_ntp(*router)) recent.clock_unset_since = now;
  if (now - *recent.clock_unset_since < kNtpPatience) {
    return fail(Errc::look_again,
                "the clock is not set yet (ntp_ready is 0), and nothing is signed until it is; "
                "waiting for NTP");
  }
  // An offset is used until a round fails with it.
  if (recent.clock_offset == 0s || recent.failures > 0) {
    const auto offset = ask_for_offset(ports, settings);
    if (!offset) {
      unverified.push_back(
          compose("{}. Asking Route 53 for the time failed: {}", kNtpSilent, offset.error().what));
      return fail(Errc::look_again, unverified.back());
    }
    recent.clock_offset = *offset;
    ports.progress->note("clock: Route 53 says {} s more than this machine", offset->count());
  }
  unverified.push_back(compose("{}; until it does, Route 53's time is used", kNtpSilent));
  return {};
}

}  // namespace wan53
