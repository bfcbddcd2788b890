// SPDX-License-Identifier: MIT
#include "sys/memory_dumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wan53 {

void forbid_memory_dumps() {
  // Neither call can fail: the process only gives up rights. Both are needed: if core files go to a
  // program, the kernel ignores the limit, but still obeys the flag. musl's setrlimit would bring
  // along what it does to other threads, 1.3 KB.
  constexpr unsigned long kNone[2] = {};
  syscall(SYS_setrlimit, RLIMIT_CORE, kNone);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace wan53
