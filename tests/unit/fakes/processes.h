// SPDX-License-Identifier: MIT
// Other programs, which say what they are told to say; and this process's own life.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/compose.h"
#include "base/ports.h"
#include "base/text.h"
#include "files.h"

namespace wan53::test {

// Answers a command line (argv joined by blanks) from `answers`; a program in `programs` without an
// answer ends with status 0 and says nothing, any other does not exist.
class FakeProcesses final : public Processes {
 public:
  bool exists(const std::string& program) override {
    if (program.find('/') != program.npos && !program.starts_with('/')) return false;
    const auto runs_it = [&](const auto& answer) {
      return answer.first == program || answer.first.starts_with(program + " ");
    };
    return std::ranges::find(programs, program) != programs.end() ||
           std::ranges::any_of(answers, runs_it);
  }
  Result<Ended> run(const std::vector<std::string>& argv, Milliseconds,
                    std::size_t output_limit) override {
    const std::string& program = argv.front();
    calls.push_back(join(argv, " "));
    if (!exists(program)) return fail(Errc::wait, "there is no program " + program);
    if (hanging.contains(program)) {
      return fail(Errc::retry, program + " did not end in time and was killed");
    }
    const auto answer = answers.find(calls.back());
    if (answer == answers.end()) return Ended{};
    if (answer->second && answer->second->output.size() > output_limit) {
      return fail(Errc::retry, program + " wrote too much and was killed");
    }
    return answer->second;
  }
  Result<int> fork_into_background() override {
    ++forks;
    return fork_result;
  }
  Status run_aside(Task& task) override {
    ++asides;
    if (aside_result) task.run();
    return aside_result;
  }
  int id() override { return 4711; }
  Status send_signal(int pid, Signal signal) override {
    if (pid <= 0) return fail(Errc::bug, "no process");
    signals.emplace_back(pid, signal);
    if (proc != nullptr && signal_result) {
      TRY(proc->remove(compose("/proc/{}/stat", pid)));
      proc->held_elsewhere.erase(proc_lock);
    }
    return signal_result;
  }

  std::vector<std::string> programs;
  std::map<std::string, Result<Ended>> answers;
  std::set<std::string> hanging;  // of those that exist
  std::vector<std::string> calls;
  int forks = 0;
  Result<int> fork_result = 0;  // the child's side
  int asides = 0;
  Status aside_result = {};
  std::vector<std::pair<int, Signal>> signals;
  Status signal_result = {};
  FakeFiles* proc = nullptr;  // where a signal ends a process: its entry in /proc goes
  std::string proc_lock;      // and this lock is given back
};

}  // namespace wan53::test
