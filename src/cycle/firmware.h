// SPDX-License-Identifier: MIT
// Tells the firmware's DDNS page and watchdog how things stand, when the DDNS provider is Custom.
//
// The firmware calls ddns-start and then waits for /sbin/ddns_custom_updated; without an answer the
// page says "Applying" for ever, and a failure is answered by another ddns-start every 30 seconds.
// So success is told once the records are right, a fault that only the user can mend is told as
// auth_fail (the one code that ends the retries), and a passing fault is kept from the firmware.
// Nothing is committed to flash. Source: Asuswrt-Merlin, rc/services.c (start_ddns,
// ddns_custom_updated), rc/watchdog.c (ddns_check).
#pragma once

#include <optional>

#include "ddns/outcome.h"
#include "ddns/recent.h"
#include "ddns/wan.h"
#include "detect/nvram.h"

namespace wan53 {

// How the records stand that the firmware's page is about.
enum class DdnsHealth : std::uint8_t {
  right,    // all records are published
  refused,  // one of them needs the user
  failing,  // neither, but each was published before
  unknown,  // neither, and one never was
};
// If any record follows the WAN, the others do not count: the page is about the WAN. AAAA records
// without an address are ignored.
DdnsHealth ddns_health(const Config& config, const Memory& memory);

// Answers if the firmware waits for one. A refusal is also told when a hook led here (`by_hook`): an
// earlier cycle may already have answered our own hook's query. Returns when to run the next cycle
// for the firmware's sake, if at all.
std::optional<Moment> answer_firmware(Processes& processes, Nvram& nvram, DdnsHealth health,
                                      const RouterView& router, bool by_hook, Recent& recent,
                                      Moment now);

}  // namespace wan53
