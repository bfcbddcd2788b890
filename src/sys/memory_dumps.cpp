// SPDX-License-Identifier: MIT
#include "sys/memory_dumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace wan53 {

void forbid_memory_dumps() {
  // Neither can fail for a process that only gives up rights, and nothing here depends on them. The
  // kernel ignores the limit if core files go to a program, and obeys the flag in either case.
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace wan53
