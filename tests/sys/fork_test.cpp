// SPDX-License-Identifier: MIT
// Processes that wan53 forks: the daemon, and what is done aside.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit/test.h"
#include "base/compose.h"
#include "base/text.h"
#include "living.h"
#include "scratch.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/processes.h"

namespace wan53 {
namespace {

using test::dies;
using test::lives;
using test::Scratch;
using test::wait_for_text;

// Started as a daemon by a process that was itself started carelessly.
void become_a_daemon(void* context) {
  const auto& folder = *static_cast<const Scratch*>(context);
  const int inherited = open("/dev/zero", O_RDONLY);  // not close-on-exec
  SystemFiles files;
  const auto lock = files.lock(folder / "pid", 0ms);
  SystemProcesses processes;
  const auto child = processes.fork_into_background();
  if (!child || !lock) _exit(1);
  if (*child > 0) _exit(0);
  const mode_t mask = umask(0);
  char here[100] = "";
  if (!getcwd(here, sizeof here)) _exit(1);
  std::string facts = compose("{}{}{}{}", here, getsid(0) == getpid() ? " leader" : " follower",
                              mask == 077 ? " private" : " open",
                              fcntl(inherited, F_GETFD) < 0 ? " closed" : " leaked");
  for (const char* link : {"/proc/self/fd/0", "/proc/self/fd/1", "/proc/self/fd/2"}) {
    char target[100] = "";
    if (readlink(link, target, sizeof target - 1) < 0) _exit(1);
    facts += compose(" {}", target);
  }
  if (!(*lock)->write(to_text(processes.id()) + "\n")) _exit(1);
  if (!files.replace(folder / "facts", facts + "\n")) _exit(1);
  SystemClock().sleep(60'000ms);
  _exit(0);
}

TEST(fork_makes_a_daemon_that_keeps_its_lock) {
  const Scratch folder;
  SystemFiles files;
  SystemProcesses processes;
  const test::Child parent(become_a_daemon, const_cast<Scratch*>(&folder));
  CHECK_TEXT(wait_for_text(folder / "facts"),
             "/ leader private closed /dev/null /dev/null /dev/null");
  CHECK(!files.lock(folder / "pid", 0ms));
  const std::string pid = wait_for_text(folder / "pid");
  const auto number = parse_unsigned(pid, 1U << 30);
  CHECK(number && lives(pid));
  CHECK(processes.send_signal(static_cast<int>(*number), Processes::Signal::terminate));
  CHECK(dies(pid));
  CHECK(files.lock(folder / "pid", 5000ms));
}

// Tells what it was given, and ends as soon as there is a file "end".
struct Aside final : Processes::Task {
  explicit Aside(const Scratch& scratch) : folder(scratch) {}
  void run() override {
    int open_ones = 0;
    for (int fd = 0; fd < 1024; ++fd) open_ones += fcntl(fd, F_GETFD) >= 0;
    SystemFiles files;
    const std::string facts = compose("{} {} open, {}\n", getpid(), open_ones,
                                      getsid(0) == getpid() ? "leader" : "follower");
    if (!files.replace(folder / "facts", facts)) return;
    for (int i = 0; i < 2000; ++i) {
      const auto end = files.read(folder / "end", 100);
      if (end && *end) return;
      SystemClock().sleep(10ms);
    }
  }
  const Scratch& folder;
};

TEST(task_aside_holds_nothing_of_ours) {
  const Scratch folder;
  SystemFiles files;
  SystemProcesses processes;
  Aside task(folder);
  {
    const auto lock = files.lock(folder / "lock", 0ms);
    CHECK(lock);
    CHECK(processes.run_aside(task));
  }
  // Still running.
  const std::string facts = wait_for_text(folder / "facts");
  const std::string pid = facts.substr(0, facts.find(' '));
  CHECK(lives(pid) && pid != to_text(getpid()));
  CHECK_TEXT(facts, pid + " 3 open, leader");
  CHECK(files.lock(folder / "lock", 0ms));
  CHECK(waitpid(-1, nullptr, WNOHANG) < 0);  // no child of ours, not even a dead one
  CHECK(files.replace(folder / "end", "now\n"));
  CHECK(dies(pid));
}

}  // namespace
}  // namespace wan53
