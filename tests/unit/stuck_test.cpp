// SPDX-License-Identifier: MIT
// ensure, when a process has held the round lock for too long or the daemon is suspended.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kLock = "/run/wan53/lock";
constexpr const char* kAlone =
    "[publish]\ndaemon = no\n[record home.example.com]\nsource = static 198.51.101.7\n"
    "zone = Z111\nttl = 120\n";
constexpr Moment kNow = Moment(10'000s);

struct StuckFixture : Fixture {
  explicit StuckFixture(Milliseconds age, std::string_view config = kRecord) : Fixture(config) {
    clock.moment = kNow;
    const auto start = (kNow - age).time_since_epoch().count();
    files.put(kLock, compose("815 {} GET route53.amazonaws.com/x\n", start));
    files.held_elsewhere[kLock] = 1h;
    files.put("/proc/4711/stat", "4711 (wan53) R 1 1 1 0");
    files.put("/proc/815/stat", "815 (wan53) S 1 1 1 0");
    processes.proc = &files;
  }
  std::string log_text() const {
    std::string text;
    for (const auto& line : log.lines) text += line.second + "\n";
    return text;
  }
  bool killed(int pid) const {
    return processes.signals.size() == 1 &&
           processes.signals[0] == std::pair(pid, Processes::Signal::kill);
  }
};

TEST(ensure_ends_a_round_that_takes_too_long) {
  StuckFixture f(kStuckAfter);
  f.bus.answer = Bus::Sent::delivered;  // until it is dead
  CHECK(f.run({"ensure"}) == 0);
  CHECK(f.killed(815));
  CHECK_TEXT(f.log_text(),
             "process 815 has been at this for 12 min: GET route53.amazonaws.com/x; it is "
             "killed\n");
  CHECK_TEXT(compose("{}{}", f.terminal.out_text, f.terminal.err_text), "");
}

TEST(ensure_ends_a_single_round_and_runs_its_own) {
  StuckFixture f(kStuckAfter + 1h, kAlone);
  f.processes.proc_lock = kLock;
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"ensure"}) == 0);
  CHECK(f.killed(815));
  CHECK(f.http.requests.size() == 1);
  CHECK(has(f.log_text(), " for 1 h 12 min: "));
}

TEST(ensure_leaves_other_rounds_alone) {
  struct Row {
    const char* name;
    Milliseconds age;
    bool locked;
    const char* stat;
  };
  const Row rows[] = {
      {"young", kStuckAfter - 1ms, true, "815 (wan53) S 1"},
      {"from another boot", -1h, true, "815 (wan53) S 1"},
      {"given back", kStuckAfter + 1h, false, "815 (wan53) S 1"},
      {"another program", kStuckAfter, true, "815 (dnsmasq) S 1"},
      {"another program with our name in it", kStuckAfter, true, "815 (a (wan53) S) S 1"},
      {"dead", kStuckAfter, true, "815 (wan53) Z 1"},
      {"gone", kStuckAfter, true, ""},
  };
  for (const Row& row : rows) {
    StuckFixture f(row.age);
    f.bus.answer = Bus::Sent::delivered;
    if (!row.locked) f.files.held_elsewhere.clear();
    f.files.put("/proc/815/stat", row.stat);
    CHECK_ROW(row.name, f.run({"ensure"}) == 0);
    CHECK_ROW(row.name, f.processes.signals.empty());
  }
}

TEST(ensure_ends_a_suspended_daemon) {
  StuckFixture f(0ms);
  f.files.put(kLock, "");
  f.files.held_elsewhere.clear();
  f.files.put("/run/wan53/pid", "815\n");
  f.bus.answer = Bus::Sent::full;
  CHECK(f.run({"ensure"}) == 0);
  CHECK(f.processes.signals.empty());  // it only sleeps
  f.files.put("/proc/815/stat", "815 (wan53) T 1 1 1 0");
  CHECK(f.run({"ensure"}) == 0);
  CHECK(f.killed(815));
  CHECK_TEXT(f.log_text(), "process 815 is suspended (SIGSTOP); it is killed\n");
}

TEST(ensure_says_what_cannot_be_killed) {
  StuckFixture f(kStuckAfter);
  f.processes.proc = nullptr;
  CHECK(f.run({"ensure"}) == 3);
  CHECK(f.killed(815));
  CHECK(has(f.log_text(), "x; it hangs in the kernel and cannot be killed: restart this machine"));
  CHECK(f.processes.forks == 0);
}

TEST(ensure_tells_in_what_a_dead_daemon_died) {
  StuckFixture f(1s);
  f.files.held_elsewhere.clear();
  f.processes.fork_result = 900;  // the parent's side
  CHECK(f.run({"ensure"}) == 0);
  CHECK_TEXT(f.log_text(),
             "process 815 died in the middle of a round: GET route53.amazonaws.com/x\n");
  CHECK(f.processes.forks == 1);
}

}  // namespace
}  // namespace wan53
