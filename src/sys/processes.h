// SPDX-License-Identifier: MIT
// The Processes port on posix_spawn, fork and kill.
//
// A program has ended when its own process has, whoever still holds its stdout; what it left
// running is left alone. No wait here is without an end: not for output, not for an exit, not for
// the death of what was killed.
#pragma once

#include <vector>

#include "base/ports.h"

namespace wan53 {

class SystemProcesses final : public Processes {
 public:
  // Undoes an ignored SIGCHLD, inherited from who started us: with it no exit status is ever seen.
  SystemProcesses();
  bool exists(const std::string& program) override;
  Result<Ended> run(const std::vector<std::string>& argv, Milliseconds limit,
                    std::size_t output_limit) override;
  // Whatever we open is close-on-exec and whatever we inherited is not: the child tells by that
  // which descriptors are not ours, and closes them.
  Result<int> fork_into_background() override;
  int id() override;
  Status send_signal(int pid, Signal signal) override;

 private:
  void kill_group(int pid);

  std::vector<int> left_behind_;  // killed, but still there when last looked at
};

}  // namespace wan53
