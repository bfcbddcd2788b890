// SPDX-License-Identifier: MIT
// Runs a program and says what it took: peak OUT PROGRAM [ARGUMENT...]
// OUT receives one line of JSON: {"exit", "forks", "execs", "calls", "max_rss_kib", "vm_peak_kib"}.
// The program is traced (ptrace(2)): its memory is read in the moment it exits, while it still
// stands, and every process it starts is counted, threads are not. `calls` are the system calls of
// all its processes and threads from its own execve on, as strace -f counts them. max_rss_kib is
// the larger of the kernel's high-water mark, which since Linux 6.2 may lag by some hundred KiB,
// and of what the page tables held at exit. It runs slower for it, so time is measured elsewhere.
// Exits as the program did, with 125 if it could not be traced (PTRACE_GET_SYSCALL_INFO: Linux
// 5.3).
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { kCannotTrace = 125, kCannotRun = 127 };
enum { kSystemCall = SIGTRAP | 0x80 };  // by PTRACE_O_TRACESYSGOOD

struct peak {
  int exit, forks, execs, calls;
  long max_rss_kib, vm_peak_kib;
};

static void fail(const char* what) {
  fprintf(stderr, "peak: %s: %s\n", what, strerror(errno));
  exit(kCannotTrace);
}

static long number_of(const char* text) {
  long number = 0;
  text += strspn(text, " \t");
  for (; *text >= '0' && *text <= '9'; ++text) number = number * 10 + (*text - '0');
  return number;
}

// A number from /proc/PID/FILE, or -1 where it has no such line (a process already gone).
static long number_in(const char* name, long pid, const char* key) {
  char path[64], line[256];
  long value = -1;
  snprintf(path, sizeof path, "/proc/%ld/%s", pid, name);
  FILE* file = fopen(path, "r");
  if (!file) return -1;
  while (value < 0 && fgets(line, sizeof line, file)) {
    if (!strncmp(line, key, strlen(key))) value = number_of(line + strlen(key));
  }
  fclose(file);
  return value;
}

static pid_t start(char** command) {
  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child) return child;
  if (ptrace(PTRACE_TRACEME, 0, 0, 0)) _exit(kCannotTrace);
  raise(SIGSTOP);
  execv(command[0], command);
  fprintf(stderr, "peak: %s: %s\n", command[0], strerror(errno));
  _exit(kCannotRun);
}

static void note_event(struct peak* peak, pid_t child, pid_t stopped, int event) {
  unsigned long message = 0;
  ptrace(PTRACE_GETEVENTMSG, stopped, 0, &message);
  // What came before the program itself does not count.
  if (event == PTRACE_EVENT_EXEC && peak->execs++ == 0) peak->calls = 1;
  if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK) peak->forks++;
  // A thread belongs to the group of whoever started it.
  if (event == PTRACE_EVENT_CLONE && number_in("status", (long)message, "Tgid:") == (long)message) {
    peak->forks++;
  }
  if (event == PTRACE_EVENT_EXIT && stopped == child) {
    peak->vm_peak_kib = number_in("status", child, "VmPeak:");
    peak->max_rss_kib = number_in("smaps_rollup", child, "Rss:");
  }
}

// A system call stops its thread twice: as it begins, and as it ends.
static int is_entry(pid_t stopped) {
  struct __ptrace_syscall_info info;
  const long size = ptrace(PTRACE_GET_SYSCALL_INFO, stopped, sizeof info, &info);
  if (size < 0 && errno != ESRCH) fail("PTRACE_GET_SYSCALL_INFO");
  return size > 0 && info.op == PTRACE_SYSCALL_INFO_ENTRY;
}

// The signal a stopped process is to be given: none for the stops that tracing itself makes.
static int signal_of(int status, int event, int started) {
  const int number = WSTOPSIG(status);
  if (event || number == SIGTRAP || number == kSystemCall) return 0;
  return number == SIGSTOP && started ? 0 : number;
}

static struct peak watch(pid_t child) {
  struct peak peak = {.exit = kCannotTrace, .vm_peak_kib = -1};
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) fail("the program did not stop");
  const long options = PTRACE_O_EXITKILL | PTRACE_O_TRACEEXIT | PTRACE_O_TRACEEXEC |
                       PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                       PTRACE_O_TRACESYSGOOD;
  if (ptrace(PTRACE_SETOPTIONS, child, 0, options)) fail("ptrace");
  ptrace(PTRACE_SYSCALL, child, 0, 0);
  for (;;) {
    struct rusage usage;
    const pid_t stopped = wait4(-1, &status, __WALL, &usage);
    if (stopped < 0) fail("wait4");
    if (WIFSTOPPED(status)) {
      const int event = status >> 16;
      note_event(&peak, child, stopped, event);
      if (WSTOPSIG(status) == kSystemCall) peak.calls += is_entry(stopped);
      ptrace(PTRACE_SYSCALL, stopped, 0, signal_of(status, event, stopped != child));
    } else if (stopped == child) {
      if (usage.ru_maxrss > peak.max_rss_kib) peak.max_rss_kib = usage.ru_maxrss;
      peak.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      return peak;
    }
  }
}

int main(int argc, char** argv) {
  if (argc < 3) {
    fputs("usage: peak OUT PROGRAM [ARGUMENT...]\n", stderr);
    return kCannotTrace;
  }
  const struct peak peak = watch(start(argv + 2));
  FILE* out = fopen(argv[1], "w");
  if (!out) fail(argv[1]);
  fprintf(out,
          "{\"exit\": %d, \"forks\": %d, \"execs\": %d, \"calls\": %d, \"max_rss_kib\": %ld, "
          "\"vm_peak_kib\": %ld}\n",
          peak.exit, peak.forks, peak.execs, peak.calls, peak.max_rss_kib, peak.vm_peak_kib);
  if (fclose(out)) fail(argv[1]);
  return peak.exit;
}
