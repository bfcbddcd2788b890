// SPDX-License-Identifier: MIT
#include "app/background.h"

#include "app/level_log.h"
#include "base/text.h"

namespace wan53 {

bool is_running(World& world, const Places& places) {
  return world.bus.send(places.socket(), {}) != Bus::Sent::nobody;
}

bool is_stopped(World& world, const Places& places) {
  const auto mark = world.files.read(places.stopped_file(), 64);
  return mark && *mark;
}

Result<Started> start_daemon(World& world, const std::string& config_file, Setup setup,
                             bool foreground, Cause cause) {
  const Places& places = setup.places;
  TRY(world.files.make_private_folder(places.run_folder));
  auto pid_file = world.files.lock(places.pid_file(), 0);
  if (!pid_file) {
    if (pid_file.error().code == Errc::retry) return Started::elsewhere;
    return pass_on(pid_file.error());
  }
  // The id in it may be another process's by now, and `stop` would signal that.
  TRY((*pid_file)->write(""));
  // Before the fork: what can go wrong is told to whoever asked for the start.
  TRY_ASSIGN(const auto events, world.bus.listen(places.socket()));
  // `stop` leaves its mark and then looks whether anybody listens: one of us two sees the other.
  if (is_stopped(world, places)) return Started::stopped;
  int id = world.processes.id();
  if (!foreground) {
    TRY_ASSIGN(id, world.processes.fork_into_background());
  }
  if (id != 0) TRY((*pid_file)->write(to_text(id) + "\n"));
  if (id != 0 && !foreground) return Started::here;

  TerminalLog terminal_log(world.terminal);
  Log& log = foreground ? static_cast<Log&>(terminal_log) : world.log;
  Daemon daemon(world, config_file, std::move(setup), *events, log, std::move(cause));
  while (daemon.step()) {
  }
  return Started::here;
}

}  // namespace wan53
