// SPDX-License-Identifier: MIT
// The Processes port on posix_spawn, fork and kill.
//
// A program has ended once its own process has ended, even if another process still holds its
// stdout; processes that it left running are not touched. Every wait here is bounded: for output,
// for the exit, and for the death of a killed process.
#pragma once

#include <vector>

#include "base/ports.h"

namespace wan53 {

class SystemProcesses final : public Processes {
 public:
  // Resets SIGCHLD: if the parent process left it ignored, no exit status would ever be available.
  SystemProcesses();
  bool exists(const std::string& program) override;
  Result<Ended> run(const std::vector<std::string>& argv, Milliseconds limit,
                    std::size_t output_limit) override;
  // The child closes inherited descriptors. They are the ones that are not close-on-exec: all
  // descriptors that wan53 opens are.
  Result<int> fork_into_background() override;
  Status run_aside(Task& task) override;
  int id() override;
  Status send_signal(int pid, Signal signal) override;

 private:
  void kill_group(int pid);

  std::string find_program(const std::string& name);

  std::string found_;             // what was found by name last, and is looked at first
  std::vector<int> left_behind_;  // killed, but still present at the last check
};

}  // namespace wan53
