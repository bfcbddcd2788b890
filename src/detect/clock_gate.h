// SPDX-License-Identifier: MIT
// Whether the clock may be signed with. On a router it may once the firmware says that NTP has set
// it; a router has no battery and boots years in the past.
#pragma once

#include <string>
#include <vector>

#include "ddns/recent.h"
#include "ddns/wan.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// Errc::look_again while it may not be. `router` is null off a router: there the clock may not be
// before the build date. The same rule applies on a router if nvram is silent.
//
// When NTP has been silent for ten minutes while a WAN was up, `unverified` gets a line about it,
// and Route 53 is asked for the time: the certificates of that one exchange are checked at the build
// date or now, whichever is later, and its Date header becomes `recent.clock_offset`. A guessed year
// is never signed with. Once NTP has set the clock, what stood in for it is forgotten.
Status check_clock(const Ports& ports, const Settings& settings, const RouterView* router,
                   Recent& recent, std::vector<std::string>& unverified);

}  // namespace wan53
