// SPDX-License-Identifier: MIT
#include "deny_call.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>

namespace wan53::test {

std::string in_child(std::string (*body)(void*), void* context) {
  int ends[2];
  if (pipe(ends) != 0) abort();
  const pid_t pid = fork();
  if (pid == 0) {
    const std::string text = body(context);
    _exit(write(ends[1], text.data(), text.size()) < 0);
  }
  close(ends[1]);
  std::string all;
  char bytes[4096];
  for (ssize_t n = 0; (n = read(ends[0], bytes, sizeof bytes)) > 0;) {
    all.append(bytes, static_cast<std::size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  waitpid(pid, &status, 0);
  return status == 0 ? all : all + " and died";
}

bool deny_call(long number, int error, long first_argument) {
  const auto wanted = static_cast<std::uint32_t>(number);
  const auto argument = static_cast<std::uint32_t>(first_argument);
  constexpr auto kNumberAt = static_cast<std::uint32_t>(offsetof(seccomp_data, nr));
  constexpr auto kArgumentAt = static_cast<std::uint32_t>(offsetof(seccomp_data, args));
  const std::uint8_t if_any = first_argument < 0;
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kNumberAt),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, wanted, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kArgumentAt),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, argument, 0, static_cast<std::uint8_t>(1 - if_any)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{sizeof program / sizeof program[0], program};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace wan53::test
