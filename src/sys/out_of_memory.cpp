// SPDX-License-Identifier: MIT
#include "sys/out_of_memory.h"

#include <syslog.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string_view>

#include "sys/datagram.h"

namespace {

int g_status = 3;
std::atomic_flag g_ending;

// As SystemLog would write it: facility daemon, level error.
static_assert((LOG_DAEMON | LOG_ERR) == 27);
#define HEAD "<27>"
constexpr std::string_view kLine = HEAD
    "wan53: out of memory; this run ends here, and the next one goes on from the last whole "
    "state\n";
constexpr std::size_t kHead = sizeof HEAD - 1;
#undef HEAD

}  // namespace

namespace wan53 {

void end_when_memory_runs_out(int status) {
  g_status = status;
  // For a C++ library that brings its own `new`.
  std::set_new_handler(end_out_of_memory);
}

void end_out_of_memory() {
  // The other thread is about to end this one.
  while (g_ending.test_and_set()) pause();
  // Not write_all, which waits for a reader that may never come.
  static_cast<void>(write(STDERR_FILENO, kLine.data() + kHead, kLine.size() - kHead) == 0);
  // The path is short enough for a std::string that allocates nothing.
  static_cast<void>(send_datagram("/dev/log", kLine.substr(0, kLine.size() - 1)));
  _exit(g_status);
}

}  // namespace wan53

// The names are the linker's: __real_malloc is the C library's malloc.
extern "C" {
void* __real_malloc(std::size_t size);
void* __real_calloc(std::size_t count, std::size_t size);
void* __real_realloc(void* memory, std::size_t size);
void* __wrap_malloc(std::size_t size);
void* __wrap_calloc(std::size_t count, std::size_t size);
void* __wrap_realloc(void* memory, std::size_t size);

void* __wrap_malloc(std::size_t size) {
  void* memory = __real_malloc(size);
  if (memory == nullptr && size != 0) wan53::end_out_of_memory();
  return memory;
}

void* __wrap_calloc(std::size_t count, std::size_t size) {
  void* memory = __real_calloc(count, size);
  if (memory == nullptr && count != 0 && size != 0) wan53::end_out_of_memory();
  return memory;
}

void* __wrap_realloc(void* memory, std::size_t size) {
  void* larger = __real_realloc(memory, size);
  if (larger == nullptr && size != 0) wan53::end_out_of_memory();
  return larger;
}
}
