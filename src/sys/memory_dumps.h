// SPDX-License-Identifier: MIT
// Keeps the process's memory, which holds keys, out of core files and away from other processes of
// the same user.
#pragma once

namespace wan53 {

// `main` calls this first, before any key is read. Programs that are started later inherit the
// limit on core files, but other processes may trace them.
void forbid_memory_dumps();

}  // namespace wan53
