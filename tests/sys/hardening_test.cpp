// SPDX-License-Identifier: MIT
// What protects the process itself: no dumps of its memory, and stacks that notice an overrun.
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "../unit/test.h"
#include "sys/memory_dumps.h"
#include "sys/out_of_memory.h"

#ifndef __x86_64__
extern "C" const uintptr_t __stack_chk_guard;
#endif

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define UNDER_ADDRESS_SANITIZER
#endif
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

// What a child that runs `body` leaves on stderr, and its exit status in front.
std::string last_word(void (*body)()) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  static int in;
  static void (*inner)();
  in = ends[1];
  inner = body;
  const int status = status_of([] {
    dup2(in, STDERR_FILENO);
    end_when_memory_runs_out(42);
    inner();
  });
  close(ends[1]);
  char text[1000];
  const long n = read(ends[0], text, sizeof text);
  close(ends[0]);
  return std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : -1) + " " +
         std::string(text, n < 0 ? 0 : static_cast<std::size_t>(n));
}

TEST(memory_that_runs_out_ends_the_process_with_one_line) {
  const std::string expected =
      "42 wan53: out of memory; this run ends here, and the next one goes on from the last whole "
      "state\n";
  CHECK_TEXT(last_word(end_out_of_memory), expected);
#ifndef UNDER_ADDRESS_SANITIZER  // which takes such a size for a bug, and says so
  // More than fits, on 32 bits, too. Volatile, or the compiler would refuse or forget the calls.
  static volatile std::size_t too_much = SIZE_MAX / 2;
  static void* volatile memory = nullptr;
  CHECK_TEXT(last_word([] { memory = malloc(too_much); }), expected);
  CHECK_TEXT(last_word([] { memory = calloc(too_much, 2); }), expected);
  CHECK_TEXT(last_word([] { memory = realloc(memory, too_much); }), expected);
  CHECK_TEXT(last_word([] { memory = operator new(too_much); }), expected);
#endif
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
