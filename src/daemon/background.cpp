// SPDX-License-Identifier: MIT
#include "daemon/background.h"

#include "base/compose.h"
#include "base/text.h"
#include "settings/level_log.h"
#include "settings/progress.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxUnit = 64 * 1024;

// While it exists, this process is the daemon that other processes find.
struct DaemonGuard {
  std::unique_ptr<FileLock> pid_file;
  std::unique_ptr<Events> events;
};

// Errc::retry if another process is the daemon.
Result<DaemonGuard> become_daemon(const Ports& ports, const Places& places) {
  DaemonGuard guard;
  TRY(ports.files->make_private_folder(places.run_folder));
  TRY_ASSIGN(guard.pid_file, ports.files->lock(places.pid_file(), 0ms));
  // The pid in it may be another process's by now, and `stop` would signal that process.
  TRY(guard.pid_file->write(""));
  TRY_ASSIGN(guard.events, ports.bus->listen(places.socket()));
  return guard;
}

// Runs the daemon. Returns true if its pid file is gone, false if the config wants no daemon.
bool run_daemon(const Ports& ports, const std::string& config_file, const Settings& settings,
                const DaemonGuard& guard, Log& log, Cause cause) {
  Daemon daemon(ports, config_file, settings, *guard.events, log, std::move(cause));
  while (daemon.step()) {
    if (!guard.pid_file->is_in_place()) return true;
  }
  return false;
}

}  // namespace

bool is_running(const Ports& ports, const Places& places) {
  return ports.bus->send(places.socket(), {}) != Bus::Sent::nobody;
}

int daemon_id(const Ports& ports, const Places& places) {
  const auto content = ports.files->read(places.pid_file(), 64);
  if (!content || !*content) return 0;
  return static_cast<int>(parse_unsigned(trim((*content)->text), 1 << 30).value_or(0));
}

bool is_systemds(const Ports& ports, const Places& places) {
  if (places.config_file != root_places().config_file ||
      !ports.files->is_folder("/run/systemd/system")) {
    return false;
  }
  // What `systemctl enable` makes.
  const auto unit =
      ports.files->read("/etc/systemd/system/multi-user.target.wants/wan53.service", kMaxUnit);
  return unit && *unit;
}

std::string_view how_to_start(bool is_systemds) {
  return is_systemds ? "`systemctl start wan53`" : "`wan53 start`";
}

bool is_stopped(const Ports& ports, const Places& places) {
  const auto mark = ports.files->read(places.stopped_file(), 64);
  return mark && *mark;
}

Result<Started> start_daemon(const Ports& ports, const std::string& config_file,
                             const Settings& settings, bool foreground, Cause cause) {
  auto guard = become_daemon(ports, settings.places);
  if (!guard) {
    if (guard.error().code == Errc::retry) return Started::elsewhere;
    return pass_on(guard);
  }
  // `stop` leaves its mark, then checks whether a daemon listens. We listen, then check for the
  // mark: at least one of the two sees the other.
  if (is_stopped(ports, settings.places)) return Started::stopped;
  int id = ports.processes->id();
  if (!foreground) {
    TRY_ASSIGN(id, ports.processes->fork_into_background());
  }
  if (id != 0) TRY(guard->pid_file->write(to_text(id) + "\n"));
  if (id != 0 && !foreground) return Started::here;

  if (!foreground) ports.progress->tell(nullptr);  // -v was for the terminal
  TerminalLog terminal_log(ports.terminal);
  Log& log = foreground ? static_cast<Log&>(terminal_log) : static_cast<Log&>(ports.log);
  while (run_daemon(ports, config_file, settings, *guard, log, std::move(cause))) {
    // Something removed the folder: no process finds this daemon now, and another may have started.
    log.write(LogLevel::warning,
              compose("{} was removed; it is created again", settings.places.run_folder));
    *guard = {};
    TRY_ASSIGN(*guard, become_daemon(ports, settings.places));
    TRY(guard->pid_file->write(to_text(ports.processes->id()) + "\n"));
    cause = {"the run folder was removed", {}};
  }
  return Started::here;
}

}  // namespace wan53
