/* SPDX-License-Identifier: MIT
 * Preloaded into the program: lets an allocation fail, of the program's own or of any library's.
 *
 * FAIL_AT=N: the Nth fails; with FAIL_ON=1 every later one, too. N counts from 1. COUNT_TO=PATH: how
 * many there were, written there at exit. Each thread's allocations count, and the C library's own.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* memory, size_t size);

static atomic_long g_count;
static long g_fail_at;
static int g_fail_on;

__attribute__((constructor)) static void read_orders(void) {
  const char* at = getenv("FAIL_AT");
  for (; at && *at; ++at) g_fail_at = 10 * g_fail_at + (*at - '0');
  g_fail_on = getenv("FAIL_ON") != NULL;
  g_count = 0;
}

__attribute__((destructor)) static void tell_count(void) {
  const char* path = getenv("COUNT_TO");
  const long count = g_count;
  FILE* file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%ld\n", count);
  fclose(file);
}

static int fails(void) {
  const long number = ++g_count;
  if (g_fail_at == 0 || (g_fail_on ? number < g_fail_at : number != g_fail_at)) return 0;
  errno = ENOMEM;
  return 1;
}

void* malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return fails() ? NULL : __libc_calloc(count, size); }
void* realloc(void* memory, size_t size) { return fails() ? NULL : __libc_realloc(memory, size); }
