// SPDX-License-Identifier: MIT
// Whether the clock may be signed with. On a router it may once the firmware says that NTP has set
// it; a router has no battery and boots years in the past.
#pragma once

#include "app/setup.h"
#include "app/world.h"
#include "ddns/state.h"
#include "ddns/wan.h"

namespace wan53 {

// Errc::wait while NTP may still come, Errc::user when it seems to be stuck. `router` is null off a
// router, where AwsClient compares with the build date.
//
// When NTP has been silent for ten minutes, Route 53 is asked for the time: the certificates of
// that one exchange are checked at the build date or now, whichever is later, and its Date header
// becomes `recent.clock_offset_s`. A guessed year is never signed with.
Status check_clock(World& world, const Setup& setup, const RouterView* router, Volatile& recent);

}  // namespace wan53
