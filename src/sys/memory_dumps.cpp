// SPDX-License-Identifier: MIT
#include "sys/memory_dumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace wan53 {

void forbid_memory_dumps() {
  // Neither call can fail: the process only gives up rights. Both are needed: if core files go to a
  // program, the kernel ignores the limit, but still obeys the flag.
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace wan53
