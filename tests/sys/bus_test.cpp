// SPDX-License-Identifier: MIT
// The Bus and Events ports, and the log, on real sockets, real netlink and real signals.
#include "sys/bus.h"

#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "../unit/test.h"
#include "deny_call.h"
#include "network_namespace.h"
#include "scratch.h"
#include "sys/clock.h"
#include "sys/datagram.h"
#include "sys/files.h"
#include "sys/interfaces.h"
#include "sys/log.h"

namespace wan53 {
namespace {

using test::Scratch;
using Sent = Bus::Sent;

constexpr Milliseconds kLong = 20s;
constexpr Milliseconds kShort = 150ms;

// What ended a wait, in words.
std::string story(const Wake& wake) {
  std::string text;
  if (wake.addresses_changed) text += "changed ";
  if (wake.hang_up) text += "hang-up ";
  for (const auto& notice : wake.notices) text += "[" + notice + "] ";
  return text.empty() ? "nothing" : text.substr(0, text.size() - 1);
}

// A wait that ought to end early says so if it did not, and the other way round.
std::string short_wait(Events& events) {
  const SystemClock clock;
  const auto before = clock.now();
  const std::string what = story(events.wait(kShort));
  const bool early = clock.now() - before < kShort;
  return what + (what == "nothing" && early ? " too early" : "") + "\n";
}
std::string long_wait(Events& events) {
  const SystemClock clock;
  const auto before = clock.now();
  const std::string what = story(events.wait(kLong));
  return what + (clock.now() - before < kLong / 2 ? "" : " too late") + "\n";
}

TEST(bus_delivers_notices_in_order) {
  const Scratch folder;
  SystemBus bus;
  CHECK(bus.send(folder / "sock", "lost") == Sent::nobody);
  CHECK(bus.send(folder / "sock", "") == Sent::nobody);
  const auto events = bus.listen(folder / "sock");
  CHECK(events);
  struct stat facts {};
  CHECK(stat((folder / "sock").c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777) == 0600);
  CHECK(bus.send(folder / "sock", "") == Sent::delivered);
  CHECK_TEXT(short_wait(**events), "nothing\n");  // asking is no notice
  CHECK(bus.send(folder / "sock", "wan-event 0 connected") == Sent::delivered);
  CHECK(bus.send(folder / "sock", "a\nb\x1b\xff") == Sent::delivered);
  CHECK(bus.send(folder / "sock", std::string(300, 'x')) == Sent::delivered);
  CHECK_TEXT(long_wait(**events),
             "[wan-event 0 connected] [a\\x0ab\\x1b\\xff] [" + std::string(200, 'x') + "]\n");
  CHECK_TEXT(short_wait(**events), "nothing\n");
  // A stranger's datagram is cut as our own are.
  CHECK(send_datagram(folder / "sock", std::string(5000, 'y')) == 0);
  CHECK_TEXT(long_wait(**events), "[" + std::string(200, 'y') + "]\n");
}

TEST(bus_is_full_rather_than_slow) {
  const Scratch folder;
  SystemBus bus;
  const auto events = bus.listen(folder / "sock");
  CHECK(events);
  std::size_t delivered = 0;
  Sent last = Sent::delivered;
  for (int i = 0; i < 5000 && last == Sent::delivered; ++i) {
    last = bus.send(folder / "sock", "x");
    delivered += last == Sent::delivered;
  }
  CHECK(last == Sent::full);
  CHECK(bus.send(folder / "sock", "") == Sent::delivered);
  std::size_t received = 0;
  while (received < delivered) {
    const auto wake = (*events)->wait(kShort);
    CHECK(!wake.notices.empty() && wake.notices.size() <= 32);
    received += wake.notices.size();
  }
  CHECK(received == delivered);
  CHECK(bus.send(folder / "sock", "x") == Sent::delivered);
}

TEST(bus_replaces_only_a_dead_socket) {
  const Scratch folder;
  SystemBus bus;
  CHECK(bus.listen(folder / "sock"));  // and gone again
  CHECK_TEXT(folder.listing(), "sock ");
  CHECK(bus.send(folder / "sock", "") == Sent::nobody);
  const auto events = bus.listen(folder / "sock");
  CHECK(events);
  const auto second = bus.listen(folder / "sock");
  CHECK(!second);
  CHECK_TEXT(second.error().what,
             (folder / "sock") + ": another process listens there; stop it first");
  CHECK(bus.send(folder / "sock", "x") == Sent::delivered);
  CHECK_TEXT(long_wait(**events), "[x]\n");
  CHECK(SystemFiles().replace(folder / "file", "precious"));
  const auto in_the_way = bus.listen(folder / "file");
  CHECK(!in_the_way);
  CHECK_TEXT(in_the_way.error().what,
             (folder / "file") + ": cannot listen: " + strerror(EADDRINUSE));
}

TEST(bus_names_a_path_that_is_no_socket_s) {
  const Scratch folder;
  SystemBus bus;
  const std::string most = folder / std::string(106 - (folder / "").size() + 1, 's').c_str();
  CHECK(most.size() == 107);
  const auto events = bus.listen(most);
  CHECK(events);
  CHECK(bus.send(most, "x") == Sent::delivered);
  const auto too_long = bus.listen(most + "s");
  CHECK(!too_long);
  CHECK(too_long.error().code == Errc::user);
  CHECK_TEXT(too_long.error().what,
             most + "s: too long for a socket; use a path of at most 107 bytes");
  CHECK(bus.send(most + "s", "x") == Sent::nobody);
  const auto no_folder = bus.listen(folder / "none/sock");
  CHECK(!no_folder);
  CHECK_TEXT(no_folder.error().what,
             (folder / "none/sock") + ": cannot listen: No such file or directory");
}

// Both come while the parent waits; that it does so already leaves no sign to await.
void send_later(void* context) {
  SystemClock().sleep(kShort);
  SystemBus().send(*static_cast<const std::string*>(context), "late");
}
void hang_up_later(void* context) {
  SystemClock().sleep(kShort);
  kill(*static_cast<const pid_t*>(context), SIGHUP);
}

TEST(events_end_a_wait_when_they_come) {
  const Scratch folder;
  SystemBus bus;
  std::string socket = folder / "sock";
  const auto events = bus.listen(socket);
  CHECK(events);
  {
    const test::Child child(send_later, &socket);
    CHECK_TEXT(long_wait(**events), "[late]\n");
  }
  pid_t self = getpid();
  const test::Child child(hang_up_later, &self);
  CHECK_TEXT(long_wait(**events), "hang-up\n");
}

TEST(events_lose_no_hang_up_between_waits) {
  const Scratch folder;
  SystemBus bus;
  const auto events = bus.listen(folder / "sock");
  CHECK(events);
  const SystemClock clock;
  const auto before = clock.now();
  kill(getpid(), SIGHUP);
  SystemClock().sleep(kShort);  // neither killed nor woken by it
  CHECK(clock.now() - before >= kShort);
  bus.send(folder / "sock", "x");
  // Whichever of the two is seen first, the other comes with it or right after.
  std::string seen = long_wait(**events);
  if (seen != "hang-up [x]\n") seen += long_wait(**events);
  CHECK_ROW(seen, seen == "hang-up [x]\n" || seen == "[x]\nhang-up\n" || seen == "hang-up\n[x]\n");
  CHECK_TEXT(short_wait(**events), "nothing\n");
}

std::string change_addresses() {
  const Scratch folder;
  SystemBus bus;
  const auto listening = bus.listen(folder / "sock");
  if (!listening) return listening.error().what;
  Events& events = **listening;
  if (!events.unwatched().empty()) return std::string(events.unwatched());
  using test::drop_address;
  using test::kForEver;
  using test::set_address;
  std::string told = "at first: " + short_wait(events);
  set_address("192.0.2.1", 24, kForEver, kForEver);
  told += "new IPv4: " + long_wait(events);
  set_address("192.0.2.1", 24, 600, 1200);
  set_address("192.0.2.1", 24, 601, 1201);
  told += "DHCP renews: " + short_wait(events);
  set_address("2001:db8::1", 64, 3600, 7200);
  told += "new IPv6: " + long_wait(events);
  for (std::uint32_t i = 0; i < 10; ++i) set_address("2001:db8::1", 64, 3600 + i, 7200 + i);
  told += "router advertisements: " + short_wait(events);
  set_address("2001:db8::1", 64, 0, 7200);
  told += "deprecated: " + long_wait(events);
  set_address("2001:db8::1", 64, 3600, 7200);
  told += "preferred again: " + long_wait(events);
  drop_address("2001:db8::1", 64);
  set_address("2001:db8::1", 64, 3600, 7200);
  told += "gone and back before we check: " + short_wait(events);
  drop_address("192.0.2.1", 24);
  set_address("192.0.2.1", 25, kForEver, kForEver);
  told += "another prefix length: " + long_wait(events);
  for (std::uint32_t i = 0; i < 3000; ++i) set_address("2001:db8::1", 64, 3600 + i, 7200 + i);
  set_address("192.0.2.2", 24, kForEver, kForEver);  // its message finds no room
  told += "overrun: " + long_wait(events);
  told += "afterwards: " + short_wait(events);
  return told;
}

TEST(events_tell_changed_addresses_from_refreshed_ones) {
  const std::string told = test::in_new_network(change_addresses);
  if (told.starts_with("not permitted: ")) {
    printf("skipped: a network namespace is %s\n", told.c_str());
    return;
  }
  CHECK_TEXT(told,
             "at first: nothing\n"
             "new IPv4: changed\n"
             "DHCP renews: nothing\n"
             "new IPv6: changed\n"
             "router advertisements: nothing\n"
             "deprecated: changed\n"
             "preferred again: changed\n"
             "gone and back before we check: nothing\n"
             "another prefix length: changed\n"
             "overrun: changed\n"
             "afterwards: nothing\n");
}

std::string listen_without_netlink(void*) {
  if (!test::deny_call(SYS_socket, EPROTONOSUPPORT, AF_NETLINK)) return "no seccomp";
  return test::in_new_network([]() -> std::string {
    const Scratch folder;
    const auto events = SystemBus().listen(folder / "sock");
    if (!events) return events.error().what;
    std::string told = std::string((*events)->unwatched()) + "\n" + short_wait(**events);
    const auto addresses = SystemInterfaces().addresses("lo");
    told += addresses ? "addresses" : addresses.error().what;
    return told;
  });
}

TEST(events_do_without_netlink) {
  const std::string told = test::in_child(listen_without_netlink, nullptr);
  if (told == "no seccomp" || told.starts_with("not permitted: ")) {
    printf("skipped: %s\n", told.c_str());
    return;
  }
  CHECK_TEXT(told,
             "this kernel announces no address changes (netlink: Protocol not supported); they are "
             "noticed later\nnothing\nnetlink: cannot list the addresses: Protocol not supported");
}

std::string wait_without_ppoll(void*) {
  if (!test::deny_call(SYS_ppoll, ENOSYS)) return "no seccomp";
  const Scratch folder;
  std::string socket = folder / "sock";
  const auto events = SystemBus().listen(socket);
  if (!events) return events.error().what;
  std::string told = short_wait(**events);
  {
    const test::Child child(send_later, &socket);
    told += long_wait(**events);
  }
  kill(getpid(), SIGHUP);
  told += long_wait(**events);
  pid_t self = getpid();
  const test::Child child(hang_up_later, &self);
  return told + long_wait(**events);
}

TEST(events_do_without_ppoll) {
  const std::string told = test::in_child(wait_without_ppoll, nullptr);
  if (told == "no seccomp") {
    printf("skipped: the kernel or emulator has no seccomp\n");
    return;
  }
  CHECK_TEXT(told, "nothing\n[late]\nhang-up\nhang-up\n");
}

TEST(log_writes_one_datagram_a_line) {
  const Scratch folder;
  SystemLog log(folder / "log");
  log.write(LogLevel::error, "nobody listens");
  const auto address = unix_address(folder / "log");
  const Descriptor fd = unix_datagram_socket();
  CHECK(bind(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0);
  const std::string sender = "wan53[" + std::to_string(getpid()) + "]: ";
  const struct {
    LogLevel level;
    const char* priority;
  } rows[] = {{LogLevel::error, "<27>"},
              {LogLevel::warning, "<28>"},
              {LogLevel::notice, "<29>"},
              {LogLevel::info, "<30>"},
              {LogLevel::debug, "<31>"}};
  for (const auto& row : rows) {
    log.write(row.level, "home.example.com: 192.0.2.1");
    char bytes[200];
    const auto n = recv(fd.get(), bytes, sizeof bytes, 0);
    CHECK_ROW(row.priority, n > 0);
    CHECK_TEXT(std::string(bytes, static_cast<std::size_t>(n)),
               row.priority + sender + "home.example.com: 192.0.2.1");
  }
  // A long line in pieces: 22 words of 9 bytes and a blank fit.
  std::string words;
  for (int i = 10; i < 40; ++i) words += "word-no" + std::to_string(i);
  for (std::size_t i = 9; i < words.size(); i += 10) words.insert(i, " ");
  log.write(LogLevel::notice, words);
  std::string all;
  char bytes[300];
  for (ssize_t n; (n = recv(fd.get(), bytes, sizeof bytes, 0)) > 0;) {
    CHECK(n <= 255);
    const std::string piece(bytes, static_cast<std::size_t>(n));
    CHECK(piece.starts_with("<29>" + sender));
    all += piece.substr(4 + sender.size()) + "|";
  }
  CHECK_TEXT(all, words.substr(0, 220) + "|... " + words.substr(220) + "|");
  for (int i = 0; i < 5000; ++i) log.write(LogLevel::debug, "nobody reads");
}

}  // namespace
}  // namespace wan53
