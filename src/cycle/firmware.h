// SPDX-License-Identifier: MIT
// Tells the firmware's DDNS page and watchdog the DDNS health, if the DDNS provider is Custom.
//
// The firmware calls ddns-start and then waits for /sbin/ddns_custom_updated. Success is told once
// the records are right, and a fault that only the user can fix is told as auth_fail, the one code
// that ends the watchdog's retries. Of a transient fault it hears nothing, however long that lasts:
// "success" would be untrue, and after a failure the watchdog starts ddns-start every 30 seconds
// for ever. In silence it does so nine times, then once more in 30 to 59 minutes, and its page
// goes on waiting. Nothing is committed to flash. Source: Asuswrt-Merlin, rc/services.c
// (start_ddns, ddns_custom_updated), rc/watchdog.c (ddns_check).
#pragma once

#include <optional>

#include "ddns/outcome.h"
#include "ddns/recent.h"
#include "ddns/wan.h"
#include "detect/nvram.h"

namespace wan53 {

// The health of the records that the firmware's DDNS page shows as one.
enum class DdnsHealth : std::uint8_t {
  right,    // all records are published
  refused,  // one of them needs the user
  failing,  // one is not right, which may pass, or was in no round yet
};
// If any record follows a WAN, only such records count: the page is about the WAN. AAAA records
// without an address are ignored.
DdnsHealth ddns_health(const Config& config, const Recent& recent);

// Answers the firmware if it waits for an answer. A refusal is also told if a hook led to this
// cycle (`by_hook`): an earlier cycle may already have answered our own hook's query. Returns when
// to run the next cycle if it could not be told.
std::optional<Moment> answer_firmware(Processes& processes, Nvram& nvram, DdnsHealth health,
                                      const RouterView& router, bool by_hook, Recent& recent,
                                      Moment now);

}  // namespace wan53
