// SPDX-License-Identifier: MIT
// Keeps the process's memory, which holds keys, out of core files and away from other processes of
// the same user.
#pragma once

namespace wan53 {

// The first call of `main`, before a key is read. Programs that are started later inherit the limit
// on core files, but may be traced again.
void forbid_memory_dumps();

}  // namespace wan53
