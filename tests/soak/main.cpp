// SPDX-License-Identifier: MIT
// Makes the daemon's passes one right after the other, to see what a process keeps of each:
//   soak ROUNDS
// The daemon, its ports, its socket and its config (found as wan53 finds it) are the real ones.
// Only waiting is not: the monotonic clock leaps over it, and before each pass the daemon is told
// to reload. Log lines go to stderr. Prints one line of JSON: "rounds", and after kSettled passes
// (*_first) and after all of them (*_last) its own memory ("own_kib_*": without pages of the
// program, of which a rare path makes the kernel map sixteen at a time) and the open descriptors
// ("descriptors_*"). Exits with 1, and a word on stderr, when the daemon could not be set up.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/notices.h"
#include "settings/level_log.h"
#include "system_ports.h"

namespace wan53 {
namespace {

// Cycles until the history is full and every buffer has found its size.
constexpr std::size_t kSettled = 100;

class LeapingClock final : public Clock {
 public:
  UtcTime wall() const override { return real_.wall(); }
  Moment now() const override { return real_.now() + leapt_; }
  void sleep(Milliseconds length) override { leapt_ += length; }

 private:
  SystemClock real_;
  Milliseconds leapt_{0};
};

class LeapingEvents final : public Events {
 public:
  LeapingEvents(Events& real, Clock& clock) : real_(real), clock_(clock) {}
  Wake wait(Milliseconds longest) override {
    Wake wake = real_.wait(0ms);
    if (!wake.addresses_changed && wake.notices.empty()) clock_.sleep(longest);
    return wake;
  }
  std::string_view unwatched() const override { return real_.unwatched(); }

 private:
  Events& real_;
  Clock& clock_;
};

struct Sample {
  unsigned long long own_kib = 0;
  unsigned descriptors = 0;
};

Sample sample() {
  Sample found;
  if (FILE* file = fopen("/proc/self/smaps_rollup", "re")) {
    char line[256];
    while (fgets(line, sizeof line, file) != nullptr) {
      if (std::strncmp(line, "Anonymous:", 10) != 0) continue;
      std::string_view rest = trim(std::string_view(line).substr(10));
      found.own_kib = parse_unsigned(take_until(rest, ' '), 1U << 30).value_or(0);
    }
    fclose(file);
  }
  for (int fd = 0; fd < 1024; ++fd) {
    if (fcntl(fd, F_GETFD) != -1) ++found.descriptors;
  }
  return found;
}

Status soak(const Ports& ports, std::size_t rounds) {
  TRY_ASSIGN(Settings settings, load_settings(ports, {}));
  const std::string socket = settings.places.socket();
  TRY(ports.files->make_private_folder(settings.places.run_folder));
  TRY_ASSIGN(const auto real_events, ports.bus->listen(socket));
  LeapingEvents events(*real_events, ports.clock);
  TerminalLog log(ports.terminal);
  Daemon daemon(ports, {}, std::move(settings), events, log, {"soak", {}});
  Sample first;
  for (std::size_t i = 1; i <= rounds; ++i) {
    if (ports.bus->send(socket, kReload) != Bus::Sent::delivered) {
      return fail(Errc::bug, "the daemon does not listen");
    }
    daemon.step();
    if (i == kSettled) first = sample();
  }
  const Sample last = sample();
  std::printf(
      "{\"rounds\": %zu, \"own_kib_first\": %llu, \"own_kib_last\": %llu, "
      "\"descriptors_first\": %u, \"descriptors_last\": %u}\n",
      rounds, first.own_kib, last.own_kib, first.descriptors, last.descriptors);
  return {};
}

}  // namespace
}  // namespace wan53

int main(int argc, char** argv) {
  using namespace wan53;
  const auto rounds = argc > 1 ? parse_unsigned(argv[1], 1U << 30) : std::nullopt;
  if (!rounds || *rounds < kSettled || argc != 2) {
    std::fprintf(stderr, "usage: soak ROUNDS, at least %zu rounds\n", kSettled);
    return 1;
  }
  signal(SIGPIPE, SIG_IGN);
  LeapingClock clock;
  SystemPorts real("wan53/soak");
  Ports ports = real.ports();
  ports.clock = clock;
  const auto done = soak(ports, *rounds);
  if (done) return 0;
  std::fprintf(stderr, "soak: %s\n", done.error().what.c_str());
  return 1;
}
