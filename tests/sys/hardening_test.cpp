// SPDX-License-Identifier: MIT
// What protects the process itself: no dumps of its memory, and stacks that notice an overrun.
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit/test.h"
#include "sys/memory_dumps.h"

#ifndef __x86_64__
extern "C" const uintptr_t __stack_chk_guard;
#endif

namespace wan53 {
namespace {

// Runs it in a child, and returns what waitpid says of the child's end.
int status_of(void (*body)()) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    // CMocka would take a crash for a failed test.
    for (const int crash : {SIGABRT, SIGBUS, SIGILL, SIGSEGV, SIGTRAP}) signal(crash, SIG_DFL);
    body();
    _exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

void check_dumps() {
  forbid_memory_dumps();
  rlimit limit{1, 1};
  getrlimit(RLIMIT_CORE, &limit);
  const int dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
  _exit(limit.rlim_cur == 0 && limit.rlim_max == 0 && dumpable == 0 ? 0 : 1);
}

TEST(memory_dumps_are_forbidden) {
  const int status = status_of(check_dumps);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

uintptr_t canary() {
#ifdef __x86_64__
  uintptr_t value = 0;
  asm volatile("mov %%fs:0x28, %0" : "=r"(value));
  return value;
#else
  return __stack_chk_guard;
#endif
}

TEST(stack_canary_is_not_zero) { CHECK(canary() != 0); }

#ifndef __GLIBC__
// The tests on this machine's own C library have the sanitizers instead.
volatile size_t g_too_many = 64;

[[gnu::noinline]] void overrun() {
  char few[16];
  memset(few, 'x', g_too_many);
  asm volatile("" : : "r"(few) : "memory");
}

TEST(stack_overrun_ends_the_program) {
  const int status = status_of(overrun);
  CHECK(WIFSIGNALED(status));
}
#endif

}  // namespace
}  // namespace wan53
