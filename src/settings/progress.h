// SPDX-License-Identifier: MIT
// What this process is doing, for `status`; for `ensure`, which kills a process that takes too
// long; for a person at the terminal; and for the log at level debug.
//
// Other processes read it in the round lock's file, in one line: "PID STARTED_MS STEP". The file is
// empty between cycles; text in it while nobody holds the lock is what a dead process was doing.
//
// Nothing that it is told may hold a secret: no header, no body and no query of a request.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "settings/places.h"

namespace wan53 {

// A cycle begins no exchange later than this.
inline constexpr Milliseconds kLongestCycle = 10min;
// A cycle that still runs then will never end by itself.
inline constexpr Milliseconds kStuckAfter = kLongestCycle + 2min;

class Progress {
 public:
  // Both outlive it.
  Progress(const Clock& clock, Terminal& terminal) : clock_(clock), terminal_(terminal) {}

  // A cycle begins; it ends with this object. `file` is the round lock, or null if the cycle is not
  // to be seen; `log` gets the cycle's notes. All references outlive it.
  class Cycle {
   public:
    Cycle(const Ports& ports, FileLock* file, Log& log);
    ~Cycle();
    Cycle(const Cycle&) = delete;
    Cycle& operator=(const Cycle&) = delete;

   private:
    Progress& progress_;
  };

  // A step that may take long. While it lasts, a person at the terminal sees what it is.
  class Wait {
   public:
    Wait(Progress& progress, std::string_view what);
    ~Wait();
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;

   private:
    Terminal* shown_on_ = nullptr;
  };

  // What the next steps are for; it stands before them. One at a time.
  class Purpose {
   public:
    // `words` outlive it.
    Purpose(Progress& progress, std::string_view words) : progress_(progress) {
      progress_.purpose_ = words;
    }
    ~Purpose() { progress_.purpose_ = {}; }
    Purpose(const Purpose&) = delete;
    Purpose& operator=(const Purpose&) = delete;

   private:
    Progress& progress_;
  };

  // What this process does now. Does nothing between cycles.
  void step(std::string_view what);
  // One line about what was seen, asked or decided, for the log at level debug: the pieces, one
  // after another.
  template <class... Arguments>
  void note(Pattern<sizeof...(Arguments)> pattern, const Arguments&... arguments) {
    note_pieces(pattern.text(), {Piece(arguments)...});
  }
  void note_pieces(const char* pattern, std::initializer_list<Piece> line);
  // From now on `log` gets the notes, in a cycle or not (-v); null ends that.
  void tell(Log* log) { told_ = log; }
  // Errc::retry if the cycle has taken too long for another step.
  Status check_time() const;
  Moment now() const { return clock_.now(); }

 private:
  const Clock& clock_;
  Terminal& terminal_;
  std::string with_purpose(std::string_view step) const;

  Log* told_ = nullptr;
  // Of the cycle that runs.
  Log* log_ = nullptr;  // null between cycles
  FileLock* file_ = nullptr;
  int pid_ = 0;
  Moment start_;
  std::string_view purpose_;
};

// Makes each exchange a step, if there is time for one, and notes its result.
class SteppingClients final : public HttpClients {
 public:
  // The references outlive it and its clients.
  SteppingClients(HttpClients& next, Progress& progress) : next_(next), progress_(progress) {}
  std::unique_ptr<Http> make(const Trust& trust, const ShownCertificate* shown) override;

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
