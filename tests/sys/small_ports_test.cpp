// SPDX-License-Identifier: MIT
// Clock, random, environment, terminal and interfaces against the real kernel.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "../unit/test.h"
#include "deny_call.h"
#include "network_namespace.h"
#include "scratch.h"
#include "sys/clock.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/interfaces.h"
#include "sys/random.h"
#include "sys/terminal.h"

namespace wan53 {
namespace {

TEST(clock_goes) {
  SystemClock clock;
  CHECK(since_1970(clock.wall()) >= time(nullptr) - 1);
  CHECK(since_1970(clock.wall()) <= time(nullptr) + 1);
  const auto before = clock.now();
  clock.sleep(30ms);
  CHECK(clock.now() - before >= 29ms);
  clock.sleep(0ms);
  clock.sleep(-5ms);
}

TEST(random_stays_below_and_reaches_all) {
  SystemRandom random;
  CHECK(random.below(0) == 0);
  CHECK(random.below(1) == 0);
  unsigned seen[5] = {};
  for (int i = 0; i < 5000; ++i) {
    const auto n = random.below(5);
    CHECK(n < 5);
    ++seen[n];
  }
  // 1,000 each on average; 850 lies more than five standard deviations off.
  for (const unsigned count : seen) CHECK(count > 850 && count < 1150);
  const std::uint64_t wide = (std::uint64_t{1} << 63) + 1;
  for (int i = 0; i < 100; ++i) CHECK(random.below(wide) < wide);
  SystemRandom other;
  CHECK(random.below(UINT64_MAX) != other.below(UINT64_MAX));
}

// A number of a process that can open no file, and each number from 0 to 4 that it drew.
std::string draw_without_a_device(void*) {
#ifdef SYS_open
  if (!test::deny_call(SYS_open, ENOENT)) return "no seccomp";
#endif
  if (!test::deny_call(SYS_openat, ENOENT)) return "no seccomp";
  if (open("/dev/urandom", O_RDONLY) >= 0) return "still there";
  SystemRandom random;
  std::string told = std::to_string(random.below(UINT64_MAX)) + ":";
  unsigned seen[5] = {};
  for (int i = 0; i < 5000; ++i) ++seen[random.below(5)];
  for (const unsigned count : seen) told += count > 850 && count < 1150 ? " fair" : " unfair";
  return told;
}

TEST(random_does_without_a_device) {
  const std::string one = test::in_child(draw_without_a_device, nullptr);
  const std::string other = test::in_child(draw_without_a_device, nullptr);
  if (one == "no seccomp") {
    printf("skipped: the kernel or emulator has no seccomp\n");
    return;
  }
  CHECK_ROW(one, one.ends_with(": fair fair fair fair fair"));
  CHECK_ROW(one, one != other);  // two processes that begin together still draw apart
}

TEST(environment_takes_empty_for_unset) {
  const SystemEnvironment environment;
  setenv("WAN53_SYSTEST", "x y", 1);
  CHECK(environment.get("WAN53_SYSTEST") == "x y");
  setenv("WAN53_SYSTEST", "", 1);
  CHECK(!environment.get("WAN53_SYSTEST"));
  unsetenv("WAN53_SYSTEST");
  CHECK(!environment.get("WAN53_SYSTEST"));
}

// The terminal with its stdout and stderr somewhere else, until this goes.
class Redirected {
 public:
  explicit Redirected(int to) : saved_out_(dup(1)), saved_err_(dup(2)) {
    dup2(to, 1);
    dup2(to, 2);
  }
  ~Redirected() {
    dup2(saved_out_, 1);
    dup2(saved_err_, 2);
    close(saved_out_);
    close(saved_err_);
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;

 private:
  int saved_out_;
  int saved_err_;
};

Status write_to(int fd, std::size_t bytes) {
  const Redirected redirected(fd);
  SystemTerminal terminal;
  terminal.out(std::string(bytes, 'x'));
  return terminal.flush();
}

TEST(terminal_keeps_the_two_streams_in_order) {
  const test::Scratch folder;
  const int fd = open((folder / "both").c_str(), O_RDWR | O_CREAT, 0600);
  bool flushed;
  bool is_terminal;
  {
    const Redirected redirected(fd);
    SystemTerminal terminal;
    terminal.out("one ");
    terminal.out("two ");
    terminal.err("three ");
    terminal.out("four");
    flushed = terminal.flush().has_value();
    is_terminal = terminal.err_is_terminal();
  }
  close(fd);
  CHECK(flushed);
  CHECK(!is_terminal);
  CHECK_TEXT((*SystemFiles().read(folder / "both", 100))->text, "one two three four");
}

TEST(terminal_reports_a_full_disk) {
  const int full = open("/dev/full", O_WRONLY);
  for (const std::size_t size : {std::size_t{1}, std::size_t{100'000}}) {
    const auto status = write_to(full, size);
    CHECK(!status);
    CHECK(status.error().code == Errc::user);
    CHECK_TEXT(status.error().what,
               "standard output: cannot write: No space left on device; make room there");
  }
  close(full);
}

TEST(terminal_survives_a_reader_that_goes_away) {
  int ends[2];
  CHECK(pipe(ends) == 0);
  close(ends[0]);
  const auto status = write_to(ends[1], 10);
  close(ends[1]);
  CHECK(!status);
  CHECK_TEXT(status.error().what, "standard output: cannot write: Broken pipe");
}

void read_slowly(void* context) {
  const int* ends = static_cast<int*>(context);
  close(ends[1]);
  SystemClock().sleep(50ms);
  char bytes[4096];
  while (read(ends[0], bytes, sizeof bytes) > 0) {
  }
}

TEST(terminal_waits_for_a_slow_reader) {
  int ends[2];
  CHECK(pipe(ends) == 0);
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  const test::Child child(read_slowly, ends);
  close(ends[0]);
  const auto status = write_to(ends[1], 1'000'000);
  close(ends[1]);
  CHECK(status);
}

TEST(interfaces_know_loopback) {
  SystemInterfaces interfaces;
  const auto all = interfaces.addresses("lo");
  CHECK(all);
  const auto found = std::ranges::find(*all, "127.0.0.1", &InterfaceAddress::text);
  CHECK(found != all->end());
  CHECK(!found->global && !found->ipv6 && found->lasting && found->permanent && !found->alias);
  CHECK(found->prefix_length == 8);
}

TEST(interfaces_wait_for_one_that_is_not_there) {
  SystemInterfaces interfaces;
  for (const std::string name : {"wan53none", "a-name-that-is-far-too-long", ""}) {
    const auto none = interfaces.addresses(name);
    CHECK_ROW(name, !none);
    CHECK_ROW(name, none.error().code == Errc::wait);
  }
}

TEST(interfaces_read_the_real_list) {
  CHECK(SystemInterfaces().addresses("lo"));
  const auto list = list_all_addresses();
  CHECK(list);
  CHECK(list->find("lo 127.0.0.1/8 lasting\n") != list->npos);
}

// In a network namespace; nothing where the kernel permits none.
std::optional<std::string> in_network(std::string (*body)()) {
  std::string told = test::in_new_network(body);
  if (!told.starts_with("not permitted: ")) return told;
  printf("skipped: a network namespace is %s\n", told.c_str());
  return std::nullopt;
}

std::string list_after_changes() {
  using test::kForEver;
  test::set_address("198.51.100.9", 30, kForEver, kForEver);
  test::set_address("198.51.100.10", 30, 600, 1200, "lo:1");
  test::set_address("169.254.1.1", 16, kForEver, kForEver);
  test::set_address("2001:db8::9", 56, 0, 7200);
  const auto list = list_all_addresses();
  return list ? *list : list.error().what;
}

TEST(interfaces_list_what_matters_of_every_address) {
  const auto list = in_network(list_after_changes);
  if (!list) return;
  CHECK_TEXT(*list,
             "lo 127.0.0.1/8 lasting\n"
             "lo 169.254.1.1/16 lasting\n"
             "lo 198.51.100.10/30 global lasting lo:1\n"
             "lo 198.51.100.9/30 global lasting\n"
             "lo 2001:db8::9/56 global\n"
             "lo ::1/128 lasting\n");
}

std::string texts(const std::string& name) {
  const auto all = SystemInterfaces().addresses(name);
  if (!all) return all.error().what + "\n";
  std::string text;
  for (const auto& address : *all) text += address.text + (address.alias ? " alias " : " ");
  return text + "\n";
}

// Where the kernel has alternative names, "wan-port" is one of `lo`.
std::string by_every_name() {
  using test::kForEver;
  test::set_address("198.51.100.9", 30, kForEver, kForEver, "lo:1");
  const std::string long_name = "an-alternative-name-of-thirty-four";
  const bool has_others =
      test::add_alternative_name("wan-port") && test::add_alternative_name(long_name);
  std::string told = texts("lo") + texts("lo:1") + texts("lo:2");
  if (has_others && (texts("wan-port") != texts("lo") || texts(long_name) != texts("lo"))) {
    told += "alternative names: " + texts("wan-port") + texts(long_name);
  }
  return told;
}

TEST(interfaces_have_labels_and_alternative_names) {
  const auto told = in_network(by_every_name);
  if (!told) return;
  CHECK_TEXT(*told,
             "127.0.0.1 198.51.100.9 alias ::1 \n"
             "198.51.100.9 alias \n"
             "there is no interface lo:2 now; `ip addr` lists the existing ones\n");
}

// More than fit into one piece of the kernel's answer.
std::string how_many() {
  for (int i = 1; i <= 600; ++i) {
    test::set_address("10.1." + std::to_string(i / 200) + "." + std::to_string(i % 200 + 1), 32,
                      test::kForEver, test::kForEver);
  }
  const auto all = SystemInterfaces().addresses("lo");
  return all ? std::to_string(all->size()) : all.error().what;
}

TEST(interfaces_may_have_hundreds_of_addresses) {
  const auto told = in_network(how_many);
  if (told) CHECK_TEXT(*told, "602");
}

}  // namespace
}  // namespace wan53
