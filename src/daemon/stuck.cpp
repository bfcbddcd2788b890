// SPDX-License-Identifier: MIT
#include "daemon/stuck.h"

#include "base/compose.h"
#include "base/utc.h"
#include "daemon/background.h"
#include "settings/progress.h"

namespace wan53 {
namespace {

constexpr Milliseconds kDeathPatience = 5s;
constexpr Milliseconds kDeathPoll = 50ms;

struct ProcessFacts {
  std::string name;
  char state;  // 'T': suspended, 'Z': dead, but not yet reaped

  bool is_alive() const { return !name.empty() && state != 'Z'; }
};

// Of "PID (NAME) STATE ..."; empty if there is no such process.
ProcessFacts facts_of(const Ports& ports, int pid) {
  const auto file = ports.files->read(compose("/proc/{}/stat", pid), 4096);
  if (!file || !*file) return {};
  const std::string_view text = (*file)->text;
  const auto start = text.find('(');
  const auto end = text.rfind(") ");
  if (start >= end || end == text.npos || end + 2 >= text.size()) return {};
  return {std::string(text.substr(start, end - start)), text[end + 2]};
}

// The id may be another program's by now.
bool is_ours(const Ports& ports, const ProcessFacts& facts) {
  return facts.is_alive() && facts.name == facts_of(ports, ports.processes->id()).name;
}

struct Stuck {
  int pid;
  std::string what;  // "process 815 has been ..."
};

std::optional<Stuck> find_stuck(const Ports& ports, const Places& places) {
  const Moment now = ports.clock->now();
  if (const auto cycle = find_cycle(ports, places); cycle && cycle->is_stuck(now)) {
    if (!is_ours(ports, facts_of(ports, cycle->pid))) return std::nullopt;
    return Stuck{cycle->pid,
                 compose("process {} has been at this for {}: {}", cycle->pid,
                         duration_text(whole_seconds(now - cycle->start)), cycle->step)};
  }
  const int daemon = daemon_id(ports, places);
  if (daemon == 0 || !is_running(ports, places)) return std::nullopt;
  const ProcessFacts facts = facts_of(ports, daemon);
  if (facts.state != 'T' || !is_ours(ports, facts)) return std::nullopt;
  return Stuck{daemon, compose("process {} is suspended (SIGSTOP)", daemon)};
}

}  // namespace

Status end_stuck_process(const Ports& ports, const Places& places) {
  const auto stuck = find_stuck(ports, places);
  if (!stuck) return {};
  ports.log->write(LogLevel::error, stuck->what + "; it is killed");
  Status sent = ports.processes->send_signal(stuck->pid, Processes::Signal::kill);
  if (!sent && sent.error().code != Errc::wait) return sent;
  for (Milliseconds waited = 0ms; facts_of(ports, stuck->pid).is_alive(); waited += kDeathPoll) {
    if (waited >= kDeathPatience) {
      return fail(
          Errc::retry,
          stuck->what + "; it hangs in the kernel and cannot be killed: restart this machine");
    }
    ports.clock->sleep(kDeathPoll);
  }
  return {};
}

}  // namespace wan53
