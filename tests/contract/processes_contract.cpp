// SPDX-License-Identifier: MIT
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>

#include "rigs.h"

namespace wan53::test {
namespace {

constexpr Milliseconds kLong = 20s;

// "STATUS OUTPUT", or the code of the error.
std::string outcome(ProcessesRig& rig, std::vector<std::string> argv,
                    Milliseconds run_limit = kLong, std::size_t limit = 100) {
  const auto ended = rig.processes().run(argv, run_limit, limit);
  return ended ? std::to_string(ended->status) + " " + ended->output : code_of(ended);
}

TEST(contract_processes_run_gives_status_and_output) {
  const auto rig = make_processes_rig();
  rig->install("wan53-says", "two\nlines\n", 0);
  rig->install("wan53-fails", "", 7);
  rig->install("wan53-dies", "", 128 + 9);
  CHECK_TEXT(outcome(*rig, {"wan53-says"}), "0 two\nlines\n");
  CHECK_TEXT(outcome(*rig, {"wan53-fails"}), "7 ");
  CHECK_TEXT(outcome(*rig, {"wan53-dies"}), "137 ");
}

TEST(contract_processes_run_knows_which_programs_exist) {
  const auto rig = make_processes_rig();
  CHECK(!rig->processes().exists("wan53-says"));
  CHECK_TEXT(outcome(*rig, {"wan53-says"}), "wait");
  rig->install("wan53-says", "x", 0);
  CHECK(rig->processes().exists("wan53-says"));
  CHECK(!rig->processes().exists("wan53"));
  CHECK(!rig->processes().exists(""));
  CHECK(!rig->processes().exists("/wan53-says"));
  CHECK_TEXT(outcome(*rig, {"/wan53-says"}), "wait");
}

TEST(contract_processes_run_takes_an_absolute_path) {
  const auto rig = make_processes_rig();
  const std::string path = rig->path_of("wan53-says");
  CHECK(!rig->processes().exists(path));
  CHECK_TEXT(outcome(*rig, {path}), "wait");
  rig->install("wan53-says", "x", 3);
  CHECK(rig->processes().exists(path));
  CHECK_TEXT(outcome(*rig, {path}), "3 x");
  for (const std::string& other : {"." + path, path.substr(1), path + "/", path + "2"}) {
    CHECK_TEXT(outcome(*rig, {other}), "wait");
  }
}

TEST(contract_processes_run_kills_what_hangs_or_never_stops_writing) {
  const auto rig = make_processes_rig();
  rig->install_hanging("wan53-hangs");
  rig->install("wan53-writes", "123456", 0);
  CHECK(rig->processes().exists("wan53-hangs"));
  CHECK_TEXT(outcome(*rig, {"wan53-hangs"}, 200ms), "retry");
  CHECK_TEXT(outcome(*rig, {"wan53-writes"}, kLong, 6), "0 123456");
  CHECK_TEXT(outcome(*rig, {"wan53-writes"}, kLong, 5), "retry");
}

// What a task did, seen from the process that started it.
class Shared {
 public:
  Shared()
      : page_(
            mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    CHECK(page_ != MAP_FAILED);
  }
  ~Shared() { munmap(page_, sizeof(int)); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  std::atomic_ref<int> count() { return std::atomic_ref(*static_cast<int*>(page_)); }

 private:
  void* page_;
};

TEST(contract_processes_task_runs_aside) {
  struct Count final : Processes::Task {
    Shared shared;
    void run() override { ++shared.count(); }
  };
  const auto rig = make_processes_rig();
  Count count;
  for (int times = 1; times <= 3; ++times) {
    CHECK_TEXT(code_of(rig->processes().run_aside(count)), "ok");
    for (int i = 0; i < 2000 && count.shared.count() != times; ++i) usleep(10'000);
    CHECK(count.shared.count() == times);
  }
}

TEST(contract_processes_signals_go_to_one_process) {
  using Signal = Processes::Signal;
  const auto rig = make_processes_rig();
  const int gone = rig->process_that_has_ended();
  CHECK_TEXT(code_of(rig->processes().send_signal(gone, Signal::terminate)), "wait");
  CHECK_TEXT(code_of(rig->processes().send_signal(0, Signal::kill)), "bug");
  CHECK_TEXT(code_of(rig->processes().send_signal(-1, Signal::kill)), "bug");
  CHECK(rig->processes().id() > 0);
}

}  // namespace
}  // namespace wan53::test
