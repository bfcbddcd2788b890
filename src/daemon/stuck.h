// SPDX-License-Identifier: MIT
// Ending a process that is stuck: for `ensure`, since nothing inside such a process can.
#pragma once

#include "settings/places.h"

namespace wan53 {

// Kills a process whose cycle takes longer than any can (kStuckAfter), and a daemon that is
// suspended (SIGSTOP), and logs why. Does nothing if there is none. Errc::retry if it survives:
// then it hangs in the kernel.
Status end_stuck_process(const Ports& ports, const Places& places);

}  // namespace wan53
