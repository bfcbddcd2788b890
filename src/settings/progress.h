// SPDX-License-Identifier: MIT
// What the cycle of this process is doing: `status` shows it, and `ensure` ends a process that takes
// too long. It is in the round lock's file, in one line: "PID STARTED_MS STEP". The file is empty
// between cycles; text in it while nobody holds the lock is what a dead process was doing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "settings/places.h"

namespace wan53 {

// No exchange of a cycle begins later.
inline constexpr Milliseconds kLongestCycle = 10min;
// By then, it has ended in order, or never will.
inline constexpr Milliseconds kStuckAfter = kLongestCycle + 2min;

class Progress {
 public:
  // A cycle begins; it ends with this object. `file` is the round lock, or null if the cycle is not
  // to be seen. All references outlive it.
  class Cycle {
   public:
    Cycle(const Ports& ports, FileLock* file);
    ~Cycle();
    Cycle(const Cycle&) = delete;
    Cycle& operator=(const Cycle&) = delete;

   private:
    Progress& progress_;
  };

  // What this process does now. Does nothing between cycles.
  void step(std::string_view what);
  // Errc::retry if the cycle has taken too long for another step.
  Status check_time() const;

 private:
  const Clock* clock_ = nullptr;  // null between cycles
  FileLock* file_ = nullptr;
  int pid_ = 0;
  Moment start_;
};

// Makes each exchange a step, if there is time for one.
class SteppingClients final : public HttpClients {
 public:
  // The references outlive it and its clients.
  SteppingClients(HttpClients& next, Progress& progress) : next_(next), progress_(progress) {}
  std::unique_ptr<Http> make(const Trust& trust) override;

 private:
  HttpClients& next_;
  Progress& progress_;
};

// A cycle of any process.
struct SeenCycle {
  int pid;
  Moment start;
  std::string step;
  bool runs;  // false: its process has died

  bool is_stuck(Moment now) const { return runs && now - start >= kStuckAfter; }
};
// Nothing between cycles.
std::optional<SeenCycle> find_cycle(const Ports& ports, const Places& places);

}  // namespace wan53
