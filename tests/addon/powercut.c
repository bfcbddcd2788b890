// SPDX-License-Identifier: MIT
// powercut N after|before|list FOLDER COMMAND [ARGUMENT...]: runs COMMAND and, at the N-th system
// call of it or of a descendant that changes something under FOLDER, kills all of them at once:
// right after that call or right before it. `list` kills nobody and writes a line "CALL PATH" to
// descriptor 3 for each such call.
//
// Exit status: COMMAND's own when it came to its end (whatever it left running is killed then), 137
// after a power cut, 120 when this program could not do its work.
//
// A seccomp filter stops the tracees at the calls that matter only, so that the others run at full
// speed. 32-bit and 64-bit x86 programs are told apart by PTRACE_GET_SYSCALL_INFO. Source:
// ptrace(2), seccomp(2).
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

// What a call's arguments are. `at`: the folder's descriptor stands before the path.
enum shape { kFd, kPath, kPathAt, kTwoPaths, kTwoPathsAt, kOpen, kOpenAt, kNewPath, kNewPathAt };

struct call {
  const char* name;
  int number32;
  int number64;
  enum shape shape;
};

static const struct call kCalls[] = {
    {"write", 4, 1, kFd},
    {"pwrite64", 181, 18, kFd},
    {"writev", 146, 20, kFd},
    {"sendfile", 187, 40, kFd},
    {"sendfile64", 239, 40, kFd},
    {"ftruncate", 93, 77, kFd},
    {"ftruncate64", 194, 77, kFd},
    {"fchmod", 94, 91, kFd},
    {"fchown", 207, 93, kFd},
    {"fallocate", 324, 285, kFd},
    {"open", 5, 2, kOpen},
    {"openat", 295, 257, kOpenAt},
    {"creat", 8, 85, kPath},
    {"truncate", 92, 76, kPath},
    {"truncate64", 193, 76, kPath},
    {"chmod", 15, 90, kPath},
    {"fchmodat", 306, 268, kPathAt},
    {"chown", 212, 92, kPath},
    {"lchown", 198, 94, kPath},
    {"fchownat", 298, 260, kPathAt},
    {"unlink", 10, 87, kPath},
    {"unlinkat", 301, 263, kPathAt},
    {"rmdir", 40, 84, kPath},
    {"mkdir", 39, 83, kPath},
    {"mkdirat", 296, 258, kPathAt},
    {"rename", 38, 82, kTwoPaths},
    {"renameat", 302, 264, kTwoPathsAt},
    {"renameat2", 353, 316, kTwoPathsAt},
    {"link", 9, 86, kTwoPaths},
    {"linkat", 303, 265, kTwoPathsAt},
    {"symlink", 83, 88, kNewPath},
    {"symlinkat", 304, 266, kNewPathAt},
};
enum { kCount = sizeof kCalls / sizeof kCalls[0], kMaxTracees = 4096 };

static const char* folder;
static pid_t tracees[kMaxTracees];
static size_t tracee_count;

static void die(const char* what) {
  fprintf(stderr, "powercut: %s: %s\n", what, strerror(errno));
  exit(120);
}

static void remember(pid_t id) {
  for (size_t i = 0; i < tracee_count; ++i) {
    if (tracees[i] == id) return;
  }
  if (tracee_count == kMaxTracees) die("too many processes");
  tracees[tracee_count++] = id;
}

static void forget(pid_t id) {
  for (size_t i = 0; i < tracee_count; ++i) {
    if (tracees[i] == id) tracees[i] = tracees[--tracee_count];
  }
}

// Runs in the child: a stop at each of kCalls, whichever of the two numberings it comes by.
static void install_filter(void) {
  struct sock_filter program[4 * kCount + 8];
  unsigned short n = 0;
  const unsigned arch = offsetof(struct seccomp_data, arch);
  const unsigned number = offsetof(struct seccomp_data, nr);
  for (int wide = 0; wide < 2; ++wide) {
    program[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, arch);
    program[n++] = (struct sock_filter)BPF_JUMP(
        BPF_JMP | BPF_JEQ | BPF_K, wide ? AUDIT_ARCH_X86_64 : AUDIT_ARCH_I386, 0, 2 * kCount + 1);
    program[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number);
    for (int i = 0; i < kCount; ++i) {
      const int value = wide ? kCalls[i].number64 : kCalls[i].number32;
      program[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)value, 0, 1);
      program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    }
  }
  program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog filter = {n, program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter)) {
    die("seccomp");
  }
}

static void read_text(pid_t id, uint64_t address, char* to, size_t size) {
  size_t n = 0;
  while (n + 1 < size) {
    // Up to the end of a page at a time: the next one may not be there.
    size_t part = 256 - (address + n) % 256;
    if (part > size - 1 - n) part = size - 1 - n;
    struct iovec here = {to + n, part};
    struct iovec there = {(void*)(uintptr_t)(address + n), part};
    const ssize_t got = process_vm_readv(id, &here, 1, &there, 1, 0);
    if (got <= 0) break;
    if (memchr(to + n, 0, (size_t)got)) return;
    n += (size_t)got;
  }
  to[n] = 0;
}

static void read_link(char* to, size_t size, const char* format, pid_t id, int fd) {
  char link[64];
  snprintf(link, sizeof link, format, (int)id, fd);
  const ssize_t n = readlink(link, to, size - 1);
  to[n < 0 ? 0 : n] = 0;
}

// The path as the tracee means it; links in its middle are not followed.
static void path_of(pid_t id, int at, uint64_t address, char* to, size_t size) {
  char name[2048], base[2048] = "";
  read_text(id, address, name, sizeof name);
  if (name[0] == '/') {
    snprintf(to, size, "%s", name);
    return;
  }
  if (at == AT_FDCWD) {
    read_link(base, sizeof base, "/proc/%d/cwd", id, 0);
  } else {
    read_link(base, sizeof base, "/proc/%d/fd/%d", id, at);
  }
  snprintf(to, size, "%s/%s", base, name);
}

static int is_inside(const char* path) {
  const size_t n = strlen(folder);
  return !strncmp(path, folder, n) && (path[n] == '/' || path[n] == 0);
}

static int may_change(uint64_t flags) {
  return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
}

// The call's name and path when it changes something under the folder, else null.
static const char* change(pid_t id, char* path, size_t size) {
  struct ptrace_syscall_info info;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, id, (void*)sizeof info, &info) <= 0) return NULL;
  const int wide = info.arch == AUDIT_ARCH_X86_64;
  const struct call* call = NULL;
  for (int i = 0; i < kCount && !call; ++i) {
    const int number = wide ? kCalls[i].number64 : kCalls[i].number32;
    if ((uint64_t)number == info.seccomp.nr) call = &kCalls[i];
  }
  if (!call) return NULL;
  const uint64_t* words = (const uint64_t*)info.seccomp.args;
  int at = AT_FDCWD;
  switch (call->shape) {
    case kFd:
      read_link(path, size, "/proc/%d/fd/%d", id, (int)words[0]);
      break;
    case kOpen:
      if (!may_change(words[1])) return NULL;
      path_of(id, at, words[0], path, size);
      break;
    case kOpenAt:
      if (!may_change(words[2])) return NULL;
      path_of(id, (int)words[0], words[1], path, size);
      break;
    case kPath:
      path_of(id, at, words[0], path, size);
      break;
    case kPathAt:
      path_of(id, (int)words[0], words[1], path, size);
      break;
    case kNewPath:
      path_of(id, at, words[1], path, size);
      break;
    case kNewPathAt:
      path_of(id, (int)words[1], words[2], path, size);
      break;
    case kTwoPaths:
      path_of(id, at, words[0], path, size);
      if (!is_inside(path)) path_of(id, at, words[1], path, size);
      break;
    case kTwoPathsAt:
      path_of(id, (int)words[0], words[1], path, size);
      if (!is_inside(path)) path_of(id, (int)words[2], words[3], path, size);
      break;
  }
  return is_inside(path) ? call->name : NULL;
}

static void cut(void) {
  for (size_t i = 0; i < tracee_count; ++i) kill(tracees[i], SIGKILL);
  // One that was being born is stopped when we first hear of it.
  int status;
  for (;;) {
    const pid_t id = waitpid(-1, &status, __WALL);
    if (id < 0 && errno != EINTR) exit(137);
    if (id > 0 && WIFSTOPPED(status)) kill(id, SIGKILL);
  }
}

static pid_t start(char** command) {
  const pid_t child = fork();
  if (child < 0) die("fork");
  if (child > 0) return child;
  ptrace(PTRACE_TRACEME, 0, 0, 0);
  raise(SIGSTOP);
  install_filter();
  execvp(command[0], command);
  die(command[0]);
  return 0;
}

int main(int count, char** words) {
  if (count < 5) {
    fputs("usage: powercut N after|before|list FOLDER COMMAND [ARGUMENT...]\n", stderr);
    return 120;
  }
  long wanted = 0;
  for (const char* digit = words[1]; *digit >= '0' && *digit <= '9'; ++digit) {
    wanted = wanted * 10 + (*digit - '0');
  }
  const int before = !strcmp(words[2], "before");
  const int list = !strcmp(words[2], "list");
  folder = words[3];
  const pid_t child = start(words + 4);
  remember(child);
  int status;
  if (waitpid(child, &status, 0) != child) die("waitpid");
  const long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                       PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD |
                       PTRACE_O_EXITKILL;
  if (ptrace(PTRACE_SETOPTIONS, child, 0, options)) die("ptrace");
  ptrace(PTRACE_CONT, child, 0, 0);

  long seen = 0;
  for (;;) {
    const pid_t id = waitpid(-1, &status, __WALL);
    if (id < 0) die("waitpid");
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      forget(id);
      if (id != child) continue;
      const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      // The kernel kills what still runs, as PTRACE_O_EXITKILL says.
      _exit(code);
    }
    remember(id);
    const int signal_number = WSTOPSIG(status);
    const int event = status >> 16;
    long deliver = 0;
    if (signal_number == (SIGTRAP | 0x80)) cut();  // The N-th call has ended.
    if (event == PTRACE_EVENT_SECCOMP) {
      char path[4200];
      const char* name = change(id, path, sizeof path);
      if (name) {
        ++seen;
        if (list) dprintf(3, "%s %s\n", name, path);
        if (!list && seen == wanted) {
          if (before) cut();
          ptrace(PTRACE_SYSCALL, id, 0, 0);
          continue;
        }
      }
    } else if (event == 0 && signal_number != SIGSTOP && signal_number != SIGTRAP) {
      deliver = signal_number;
    }
    ptrace(PTRACE_CONT, id, 0, deliver);
  }
}
