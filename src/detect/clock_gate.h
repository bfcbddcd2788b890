// SPDX-License-Identifier: MIT
// Decides whether requests may be signed by this machine's clock. On a router they may once the
// firmware says that NTP has set it: a router's clock has no battery and starts years in the past.
#pragma once

#include <string>
#include <vector>

#include "ddns/recent.h"
#include "ddns/wan.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// Errc::look_again while they may not. `router` is null off a router: there the clock must not be
// before earliest_time(). The same rule applies on a router if nvram is silent.
//
// If NTP has been silent for ten minutes while a WAN was up, `unverified` gets a line about it and
// Route 53 is asked for the time. The certificates of that one exchange are checked at the build
// date or now, whichever is later, and its Date header sets `recent.clock_offset`; the guessed date
// never signs anything. Once NTP has set the clock, the offset is dropped.
Status check_clock(const Ports& ports, const Settings& settings, const RouterView* router,
                   Recent& recent, std::vector<std::string>& unverified);

}  // namespace wan53
