// SPDX-License-Identifier: MIT
#include "sys/processes.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit/test.h"
#include "base/compose.h"
#include "base/text.h"
#include "deny_call.h"
#include "living.h"
#include "scratch.h"
#include "sys/clock.h"
#include "sys/descriptor.h"
#include "sys/files.h"

namespace wan53 {
namespace {

using test::dies;
using test::lives;
using test::Scratch;
using test::wait_for_text;

// Far above what any of these takes on a busy machine under an emulator.
constexpr Milliseconds kLong = 20s;

// "STATUS OUTPUT", or the error's text.
std::string outcome(const Result<Processes::Ended>& result) {
  if (!result) return result.error().what;
  return std::to_string(result->status) + " " + result->output;
}

std::string shell(const std::string& script, Milliseconds run_limit = kLong,
                  std::size_t limit = 1000) {
  return outcome(SystemProcesses().run({"sh", "-c", script}, run_limit, limit));
}

int lowest_free_descriptor() { return Descriptor(open("/dev/null", O_RDONLY)).get(); }

TEST(processes_give_programs_none_of_our_keys) {
  const char* const keys[] = {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
                              "AWS_CONTAINER_AUTHORIZATION_TOKEN"};
  for (const char* key : keys) setenv(key, "SECRET", 1);
  setenv("WAN53_TEST", "kept", 1);
  const std::string seen =
      shell("tr '\\0' '\\n' </proc/self/environ; echo \"${WAN53_TEST}\"", kLong, 100'000);
  for (const char* key : keys) unsetenv(key);
  unsetenv("WAN53_TEST");
  CHECK(seen.starts_with("0 ") && seen.ends_with("kept\n"));
  CHECK(seen.find("AWS_") == seen.npos && seen.find("SECRET") == seen.npos);
}

TEST(run_gives_status_and_output) {
  CHECK_TEXT(shell("echo out; echo err >&2; exit 7"), "7 out\n");
  CHECK_TEXT(shell("exit 0"), "0 ");
  CHECK_TEXT(shell("kill -TERM $$"), "143 ");
  CHECK_TEXT(shell("kill -KILL $$"), "137 ");
  // No shell sees the arguments.
  CHECK_TEXT(outcome(SystemProcesses().run({"echo", "a  b", "$HOME", ";", "*"}, kLong, 100)),
             "0 a  b $HOME ; *\n");
}

TEST(run_gives_a_program_a_clean_start) {
  CHECK_TEXT(shell("cat; readlink /proc/$$/fd/0 /proc/$$/fd/2"), "0 /dev/null\n/dev/null\n");
  // A group of its own, so that a signal to ours does not reach it.
  const std::string group = shell("cut -d' ' -f5 /proc/$$/stat");
  CHECK(group != "0 " + std::to_string(getpgrp()) + "\n");
  const int inheritable = open("/dev/null", O_RDONLY | O_CLOEXEC);
  CHECK_TEXT(shell("ls /proc/$$/fd/" + std::to_string(inheritable) + " || echo closed"),
             "0 closed\n");
  close(inheritable);
  // We ignore SIGPIPE and SIGXFSZ and block SIGHUP; a program must have none of it from us.
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  // A shell's background jobs, which we may be, ignore these two.
  signal(SIGINT, SIG_DFL);
  signal(SIGQUIT, SIG_DFL);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGHUP);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  // Signals 1 to 28: of those above 31 glibc ignores some for itself.
  const std::string state = shell(
      "grep -E 'Sig(Blk|Ign)' /proc/self/status | "
      "sed 's/\t.*\\(.......\\)$/ \\1/'");
  sigprocmask(SIG_UNBLOCK, &signals, nullptr);
  CHECK_TEXT(state, "0 SigBlk: 0000000\nSigIgn: 0000000\n");
}

TEST(run_finds_programs_without_a_path) {
  const Scratch folder;
  SystemProcesses processes;
  const std::string before = getenv("PATH");
  unsetenv("PATH");
  const bool bare = processes.exists("sh");
  setenv("PATH", "", 1);
  const bool empty = processes.exists("sh");
  setenv("PATH", (folder / ".").c_str(), 1);
  const bool too_early = processes.exists("wan53-probe");
  CHECK(SystemFiles().replace(folder / "wan53-probe", "#!/bin/sh\necho mine\n"));
  const bool not_executable = processes.exists("wan53-probe");
  chmod((folder / "wan53-probe").c_str(), 0700);
  const bool now = processes.exists("wan53-probe");
  const std::string said = outcome(processes.run({"wan53-probe"}, kLong, 100));
  CHECK(mkdir((folder / "sub").c_str(), 0700) == 0);
  const bool a_folder = processes.exists("sub");
  setenv("PATH", before.c_str(), 1);
  CHECK(bare && empty && now);
  CHECK(!too_early && !not_executable && !a_folder);
  CHECK_TEXT(said, "0 mine\n");
  CHECK(!processes.exists(""));
  CHECK(processes.exists("/bin/sh") && !processes.exists("bin/sh"));
}

TEST(run_says_why_a_program_does_not_start) {
  const Scratch folder;
  SystemProcesses processes;
  const auto none = processes.run({"wan53-none"}, kLong, 100);
  CHECK(!none);
  CHECK(none.error().code == Errc::wait);
  CHECK_TEXT(none.error().what,
             "there is no program wan53-none on PATH or in /bin:/usr/bin:/sbin:/usr/sbin");
  CHECK(SystemFiles().replace(folder / "wan53-bad", "#!/nonexistent\n"));
  chmod((folder / "wan53-bad").c_str(), 0700);
  const std::string before = getenv("PATH");
  setenv("PATH", (folder / ".").c_str(), 1);
  const auto bad = processes.run({"wan53-bad"}, kLong, 100);
  setenv("PATH", before.c_str(), 1);
  CHECK(!bad);
  CHECK(bad.error().code == Errc::retry);
  CHECK_TEXT(bad.error().what,
             (folder / "./wan53-bad") + ": cannot run: No such file or directory");
}

TEST(run_kills_what_outlives_its_deadline) {
  const struct {
    const char* label;
    std::string script;  // writes its pid to the file $F
  } rows[] = {
      {"silent", "echo $$ >$F; sleep 1000"},
      {"ignores SIGTERM", "trap '' TERM HUP INT; echo $$ >$F; sleep 1000; sleep 1000"},
      {"has closed its stdout", "echo $$ >$F; exec >&-; sleep 1000"},
      {"has a child", "sh -c 'echo $$ >$F; sleep 1000'; echo not replaced by it"},
  };
  for (const auto& row : rows) {
    const Scratch folder;
    setenv("F", (folder / "pid").c_str(), 1);
    const SystemClock clock;
    const auto before = clock.now();
    const std::string said = shell(row.script, 500ms);
    const auto took = clock.now() - before;
    CHECK_ROW(row.label, said.ends_with("/sh did not end within 500 ms and was killed"));
    CHECK_ROW(row.label, took >= 500ms && took < 5s);
    const std::string pid = wait_for_text(folder / "pid");
    CHECK_ROW(row.label, !pid.empty() && dies(pid));
  }
}

TEST(run_kills_what_writes_too_much) {
  CHECK_TEXT(shell("printf 12345", kLong, 5), "0 12345");
  CHECK(shell("printf 123456", kLong, 5).ends_with("/sh wrote more than 5 bytes and was killed"));
  const SystemClock clock;
  const auto before = clock.now();
  CHECK(shell("while :; do echo 1234567890; done", kLong, 4096)
            .ends_with(" wrote more than 4096 bytes and was killed"));
  CHECK(clock.now() - before < kLong);
  // More than a pipe holds, all of it.
  CHECK(shell("head -c 1000000 /dev/zero", kLong, 1'000'000).size() == 1'000'002);
}

// A kill that does nothing stands for a process that hangs in the kernel.
std::string run_what_cannot_be_killed(void*) {
  if (!test::deny_call(SYS_kill, 0)) return "no seccomp";
  SystemProcesses processes;
  std::string told;
  for (int i = 0; i < 4; ++i) {
    const auto result = processes.run({"sleep", "4"}, 50ms, 100);
    if (result || result.error().code != Errc::retry) return "wrong code";
    const std::string& said = result.error().what;
    told += said.substr(said.rfind(' ') + 1) + "\n";
  }
  // Until the kernel lets go of one.
  for (int i = 0; i < 1000; ++i) {
    if (const auto back = processes.run({"echo", "back"}, kLong, 100)) return told + outcome(back);
    SystemClock().sleep(20ms);
  }
  return told;
}

TEST(run_starts_no_more_when_three_cannot_be_killed) {
  const std::string told = test::in_child(run_what_cannot_be_killed, nullptr);
  if (told == "no seccomp") {
    printf("skipped: the kernel or emulator has no seccomp\n");
    return;
  }
  CHECK_TEXT(told, "killed\nkilled\nkilled\nmachine\n0 back\n");
}

TEST(run_does_not_wait_for_what_a_program_leaves_running) {
  const Scratch folder;
  setenv("F", (folder / "pid").c_str(), 1);
  const SystemClock clock;
  const auto before = clock.now();
  const std::string said = shell("echo before; sleep 1000 & echo $! >$F; echo after");
  const auto took = clock.now() - before;
  const std::string left = wait_for_text(folder / "pid");
  const bool left_alone = lives(left);
  const auto pid = parse_unsigned(left, 1U << 30);
  CHECK(pid && SystemProcesses().send_signal(static_cast<int>(*pid), Processes::Signal::kill));
  CHECK_TEXT(said, "0 before\nafter\n");
  CHECK(left_alone);
  CHECK(took < kLong);
}

TEST(run_leaves_no_zombie_and_no_descriptor) {
  const int before = lowest_free_descriptor();
  for (int i = 0; i < 20; ++i) CHECK_TEXT(shell("echo x"), "0 x\n");
  CHECK(shell("sleep 1000", 50ms).ends_with(" and was killed"));
  CHECK(lowest_free_descriptor() == before);
  CHECK(waitpid(-1, nullptr, WNOHANG) < 0);
}

TEST(run_undoes_an_inherited_ignoring_of_sigchld) {
  signal(SIGCHLD, SIG_IGN);
  CHECK_TEXT(shell("exit 3"), "3 ");
}

// Whoever may change a program that is named by its path could run anything as us.
TEST(run_refuses_a_program_that_others_may_change) {
  const Scratch folder;
  const std::string path = folder / "says";
  const std::string link = folder / "link";
  const struct {
    mode_t mode;
    uid_t owner;
    bool runs;
  } rows[] = {
      {0700, geteuid(), true},  {0755, geteuid(), true},  {0775, geteuid(), false},
      {0757, geteuid(), false}, {0777, geteuid(), false}, {0722, geteuid(), false},
      {0755, 1234, false},      {04755, geteuid(), true},
  };
  CHECK(symlink(path.c_str(), link.c_str()) == 0);
  for (const auto& row : rows) {
    if (row.owner != geteuid() && geteuid() != 0) continue;
    CHECK(SystemFiles().replace(path, "#!/bin/sh\necho ran\n"));
    CHECK(chown(path.c_str(), row.owner, getegid()) == 0 && chmod(path.c_str(), row.mode) == 0);
    for (const auto& name : {path, link}) {
      const auto ended = SystemProcesses().run({name}, kLong, 100);
      const std::string label = compose("{} {}", octal(row.mode), static_cast<int>(row.owner));
      CHECK_ROW(label, SystemProcesses().exists(name) == row.runs);
      CHECK_ROW(label, row.runs ? ended && ended->output == "ran\n"
                                : !ended && ended.error().code == Errc::wait);
    }
    CHECK(SystemFiles().remove(path));
  }
}

TEST(signals_go_to_one_process_or_nobody) {
  SystemProcesses processes;
  const pid_t gone = fork();
  if (gone == 0) _exit(0);
  waitpid(gone, nullptr, 0);
  const auto nobody = processes.send_signal(gone, Processes::Signal::kill);
  CHECK(!nobody);
  CHECK(nobody.error().code == Errc::wait);
  for (const int group : {0, -1}) {
    const auto refused = processes.send_signal(group, Processes::Signal::kill);
    CHECK(!refused);
    CHECK(refused.error().code == Errc::bug);
  }
  CHECK(processes.id() == getpid());
}

}  // namespace
}  // namespace wan53
