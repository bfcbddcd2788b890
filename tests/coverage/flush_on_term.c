/* SPDX-License-Identifier: MIT
 * Linked into the companion where lines are counted: it runs until it is killed, and gcov writes its
 * counts only at the end of main. SIGTERM makes it write them, and still ends it as that signal does.
 */
#include <signal.h>
#include <stddef.h>

void __gcov_dump(void);

static void write_counts(int signal_number) {
  __gcov_dump();
  /* The action is the default one again; this arrives when the handler returns. */
  raise(signal_number);
}

__attribute__((constructor)) static void catch_term(void) {
  struct sigaction action = {.sa_handler = write_counts, .sa_flags = (int)SA_RESETHAND};
  sigaction(SIGTERM, &action, NULL);
}
