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

#include "cycle/memory.h"
#include "ddns/outcome.h"
#include "ddns/state.h"
#include "detect/router.h"

namespace wan53 {

enum class Standing : std::uint8_t {
  right,    // all records are published
  refused,  // one of them needs the user
  failing,  // neither, but each was published before
  unknown,  // neither, and one never was
};
// Records that do not follow the WAN are passed over beside some that do: the page is about the
// WAN. So is an AAAA record without any address: no IPv6 is no fault.
Standing standing_of(const Config& config, const Memory& memory);

// Answers if the firmware waits for one; a refusal is also told when a hook led here (`by_hook`),
// since an earlier pass may have answered the question of ours in the meantime. Returns the
// monotonic moment at which to look again, or 0.
std::int64_t answer_firmware(Processes& processes, Nvram& nvram, Standing standing,
                             const RouterView& router, bool by_hook, Volatile& recent,
                             std::int64_t now_ms);

}  // namespace wan53
