// SPDX-License-Identifier: MIT
#include "sys/events.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/compose.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/interfaces.h"

namespace wan53 {
namespace {

// More messages than any change causes; further ones are read by the next wait.
constexpr int kMostMessages = 1000;
constexpr Milliseconds kLongestPoll = 30s;
// Bounds what is kept of addresses that come and go all day. Once it is dropped, those that are
// present count as new.
constexpr std::size_t kMostKnownBytes = 16 * 1024;
// In a line of list_all_addresses.
constexpr std::string_view kUsable = " global lasting";

volatile sig_atomic_t g_hang_up = 0;

void note_hang_up(int) { g_hang_up = 1; }

void take_over_hang_up() {
  struct sigaction action {};
  action.sa_handler = note_hang_up;
  sigaction(SIGHUP, &action, nullptr);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGHUP);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
}

Descriptor subscribe() {
  Descriptor fd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  if (!fd.ok()) return fd;
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  return Descriptor(-1);
}

// True if there was any message, read or lost.
bool drain(int netlink) {
  bool any = false;
  char byte;  // recv drops the rest of the message
  for (int i = 0; i < kMostMessages; ++i) {
    if (recv(netlink, &byte, sizeof byte, 0) < 0 && errno != ENOBUFS) return any;
    any = true;
  }
  return any;
}

std::vector<std::string> take_notices(int socket) {
  std::vector<std::string> notices;
  char bytes[kMaxNoticeBytes];
  while (notices.size() < kMostNotices) {
    const auto n = recv(socket, bytes, sizeof bytes, 0);
    if (n < 0) break;
    notices.push_back(printable({bytes, static_cast<std::size_t>(n)}, kMaxNoticeBytes));
  }
  return notices;
}

// An unreadable list counts as a list, so that it does not wake the daemon again and again.
std::string all_addresses_or_why_not() {
  auto list = list_all_addresses();
  return list ? *std::move(list) : std::move(list).error().what;
}

}  // namespace

SystemEvents::SystemEvents(Descriptor notices)
    : notices_(std::move(notices)), netlink_(subscribe()) {
  if (!netlink_.ok()) {
    unwatched_ = compose(
        "this kernel announces no address changes (netlink: {}); they are noticed "
        "later",
        std::strerror(errno));
  }
  take_over_hang_up();
  Wake first;
  compare_addresses(first);
}

void SystemEvents::compare_addresses(Wake& wake) {
  std::string now = all_addresses_or_why_not();
  wake.addresses_changed = now != addresses_;
  if (!wake.addresses_changed) return;
  if (known_.size() > kMostKnownBytes) known_.clear();
  for (std::string_view rest = now; !rest.empty();) {
    const std::string line = compose("\n{}\n", take_until(rest, '\n'));
    if (!line.contains(kUsable) || known_.contains(line)) continue;
    known_ += line;
    wake.address_came = true;
  }
  addresses_ = std::move(now);
}

void SystemEvents::sleep_at_most(Milliseconds longest) {
  pollfd inputs[] = {{notices_.get(), POLLIN, 0}, {netlink_.get(), POLLIN, 0}};
  const timespec limit = to_timespec(longest);
  sigset_t signals;
  sigprocmask(SIG_BLOCK, nullptr, &signals);
  sigdelset(&signals, SIGHUP);
  const nfds_t count = netlink_.ok() ? 2 : 1;
  if (ppoll(inputs, count, &limit, &signals) >= 0 || errno != ENOSYS) return;
  // Some 2.6 kernels have no ppoll. A SIGHUP right before the poll does not end it, so the poll is
  // short.
  sigprocmask(SIG_SETMASK, &signals, nullptr);
  poll(inputs, count, g_hang_up ? 0 : static_cast<int>(std::min(longest, kLongestPoll).count()));
  sigaddset(&signals, SIGHUP);
  sigprocmask(SIG_SETMASK, &signals, nullptr);
}

Wake SystemEvents::wait(Milliseconds longest) {
  const SystemClock clock;
  const Moment end = clock.now() + longest;
  for (;;) {
    sleep_at_most(std::max(end - clock.now(), 0ms));
    Wake wake;
    wake.notices = take_notices(notices_.get());
    wake.hang_up = g_hang_up != 0;
    g_hang_up = 0;
    if (!netlink_.ok() || drain(netlink_.get())) compare_addresses(wake);
    if (wake.addresses_changed || wake.hang_up || !wake.notices.empty()) return wake;
    if (clock.now() >= end) return wake;
  }
}

}  // namespace wan53
