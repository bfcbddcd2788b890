// SPDX-License-Identifier: MIT
// The notices between wan53's own processes. Any other notice is what a hook gave to `notify`, and
// is only logged and shown.
#pragma once

#include <string_view>

namespace wan53 {

inline constexpr std::string_view kReload =
    "reload";  // the user wants a round with the present config
inline constexpr std::string_view kUpdated = "updated";  // another process has run a round

// False for ddns-start: the firmware's watchdog asks every 30 seconds while it has no answer, so it
// says nothing new. The kernel and the other hooks announce what has changed.
inline bool is_event(std::string_view notice) { return !notice.starts_with("ddns-start"); }

// What a hook tells of a WAN that has an address: the address itself (ddns-start), or the number of
// a WAN that is connected (wan-event); empty if it tells of none. It decides when to look, and
// nothing else: what is published is read anew.
std::string_view told_by(std::string_view notice);

}  // namespace wan53
