// SPDX-License-Identifier: MIT
#include "sys/exchange_alarm.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <iterator>
#include <string_view>
#include <utility>

#include "sys/clock.h"

namespace wan53 {
namespace {

// The library's own limits come first: their errors say more.
constexpr Milliseconds kSlack = 500ms;
constexpr Milliseconds kBetweenRings = 1s;
constexpr int kLastRing = 1 + (kExchangeGrace - kSlack) / kBetweenRings;

// This process opens far fewer.
constexpr int kMostDescriptors = 1024;

// Global, since a signal handler gets no argument for them. It may run in any thread.
std::atomic<const std::string*> g_peer = nullptr;  // null: no exchange is under way
std::atomic<int> g_rings = 0;
static_assert(std::atomic<int>::is_always_lock_free);
bool g_handled = false;

// In one piece: other programs write to the same log.
void say_hung(const std::string& peer) {
  const std::string_view parts[] = {"wan53: a library hangs in an exchange with ", peer,
                                    " and does not end; this process ends instead\n"};
  iovec pieces[std::size(parts)];
  for (std::size_t i = 0; i < std::size(parts); ++i) {
    pieces[i] = {const_cast<char*>(parts[i].data()), parts[i].size()};
  }
  static_cast<void>(writev(STDERR_FILENO, pieces, std::size(pieces)) < 0);  // nobody else to tell
}

void ring(int) {
  const std::string* peer = g_peer;
  if (peer == nullptr) return;
  const int before = errno;
  silence_sockets();
  if (++g_rings >= kLastRing) {
    say_hung(*peer);
    _exit(kHungStatus);
  }
  errno = before;
}

void handle_alarms(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, nullptr);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGALRM);
  sigprocmask(SIG_UNBLOCK, &signals, nullptr);
}

// 0: never.
void ring_after(Milliseconds length) {
  const auto seconds = whole_seconds(length);
  const auto rest = std::chrono::microseconds(length - seconds);
  const itimerval timer{
      {whole_seconds(kBetweenRings).count(), 0},
      {static_cast<time_t>(seconds.count()), static_cast<suseconds_t>(rest.count())}};
  setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace

void silence_sockets() {
  sock_filter drop_all = BPF_STMT(BPF_RET | BPF_K, 0);
  const sock_fprog filter{1, &drop_all};
  const sockaddr nowhere{AF_UNSPEC, {}};
  for (int fd = STDERR_FILENO + 1; fd < kMostDescriptors; ++fd) {
    const int flags = fcntl(fd, F_GETFD);
    if (flags < 0 || (flags & FD_CLOEXEC) == 0) continue;
    sockaddr_storage own;
    socklen_t size = sizeof own;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) != 0) continue;
    if (own.ss_family != AF_INET && own.ss_family != AF_INET6) continue;
    setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
    // Resets a TCP connection and drops what it has received.
    static_cast<void>(connect(fd, &nowhere, sizeof nowhere));
  }
}

void die_after(Milliseconds length) {
  handle_alarms(SIG_DFL);
  ring_after(length);
}

ExchangeAlarm::ExchangeAlarm(Milliseconds limit, const std::string& peer)
    : start_(SystemClock().now()) {
  if (!std::exchange(g_handled, true)) handle_alarms(ring);
  g_rings = 0;
  g_peer = &peer;
  ring_after(limit + kSlack);
}

ExchangeAlarm::~ExchangeAlarm() {
  g_peer = nullptr;
  ring_after(0ms);
}

void ExchangeAlarm::set_limit(Milliseconds limit) {
  ring_after(std::max(limit + kSlack - (SystemClock().now() - start_), 1ms));
}

bool ExchangeAlarm::rang() const { return g_rings > 0; }

}  // namespace wan53
