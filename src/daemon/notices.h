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

}  // namespace wan53
