// SPDX-License-Identifier: MIT
// The notices between wan53's own processes. Any other notice is what a hook gave to `notify`: it
// is logged and shown, and decides at most when to look.
#pragma once

#include <string_view>

namespace wan53 {

inline constexpr std::string_view kReload =
    "reload";  // the user wants a round with the present config
inline constexpr std::string_view kUpdated = "updated";  // another process has run a round

// False for ddns-start: the firmware's watchdog asks every 30 seconds while it has no answer, so it
// is no event by itself (see hint_in). The kernel and the other hooks announce what has changed.
inline bool is_event(std::string_view notice) { return !notice.starts_with("ddns-start"); }

// What a hook's notice says of a WAN that has an address: the address itself (ddns-start), or the
// number of a connected WAN (wan-event); empty for all others. It decides when to look, and nothing
// else: what is published is read anew.
std::string_view hint_in(std::string_view notice);

}  // namespace wan53
