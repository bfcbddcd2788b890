// SPDX-License-Identifier: MIT
// The commands run, start, stop, ensure and reload, which control the daemon.
#include "access/proof.h"
#include "base/compose.h"
#include "cli/cli.h"
#include "cycle/cycle.h"
#include "daemon/background.h"
#include "daemon/notices.h"
#include "daemon/stuck.h"
#include "settings/level_log.h"
#include "settings/progress.h"
#include "settings/trust.h"

namespace wan53 {
namespace {

constexpr Milliseconds kDaemonPoll = 50ms;
constexpr Milliseconds kStopPatience = 5s;

Status require_daemon(const Settings& settings) {
  if (settings.config.daemon) return {};
  return fail(Errc::config,
              "{}: daemon: no; expected yes for a daemon. Without one, cron runs `wan53 "
              "ensure`",
              settings.places.config_file);
}

// Reads the config before any fork, so that a mistake in it is seen at once. The mark of `stop`
// goes even then: the user wants the daemon, and cron starts it once the mistake is corrected.
Result<Settings> load_for_daemon(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Places& places, find_places(ports, options.config_file));
  TRY(ports.files->remove(places.stopped_file()));
  auto settings = load_settings(ports, options.config_file);
  if (settings) TRY(require_daemon(*settings));
  return settings;
}

bool wait_for_end(const Ports& ports, const Places& places) {
  for (Milliseconds waited = 0ms; is_running(ports, places); waited += kDaemonPoll) {
    if (waited >= kStopPatience) return false;
    ports.clock->sleep(kDaemonPoll);
  }
  return true;
}

// The same as `update --if-due`, without output.
Result<ExitStatus> run_if_due(const Ports& ports, const Settings& settings) {
  LazyAwsClient client(ports, settings);
  LevelLog log(ports.log, settings.config.log_level);
  TRY_ASSIGN(
      const Cycle& cycle,
      run_cycle(ports, settings, {.only_if_due = true, .because = "wan53 ensure"}, client, log));
  if (cycle.blocking_error) return fail(*cycle.blocking_error);
  TRY(cycle.saved);
  return cycle.round_was_due ? exit_status(cycle.round.outcomes) : kExitDone;
}

// A daemon that died in the middle of a cycle: its last word went to a closed terminal.
void log_interrupted_cycle(const Ports& ports, const Places& places) {
  const auto cycle = find_cycle(ports, places);
  if (!cycle || cycle->runs) return;
  ports.log->write(LogLevel::error, compose("process {} died in the middle of a round: {}",
                                            cycle->pid, cycle->step));
}

Result<ExitStatus> end_stop(const Ports& ports, const Places& places, std::string_view done,
                            Status marked) {
  ports.terminal->out(marked ? compose("{}; cron, hooks and `wan53 ensure` leave it so until {}\n",
                                       done, how_to_start(is_systemds(ports, places)))
                             : compose("{}\n", done));
  if (marked) return kExitDone;
  return fail(std::move(marked).error().context(
      "it does not stay stopped, since hooks and cron find no mark"));
}

}  // namespace

Result<ExitStatus> run_command(const Ports& ports, const Options& options) {
  if (options.verbose && !options.foreground) {
    return fail(Errc::usage, "run -v: give --foreground, too, or set log-level = debug");
  }
  TRY_ASSIGN(const Settings& settings, load_for_daemon(ports, options));
  const Places& places = settings.places;
  TRY_ASSIGN(const Started& started,
             start_daemon(ports, options.config_file, settings, options.foreground, {"start", {}}));
  if (started == Started::elsewhere) {
    return fail(Errc::user,
                "the daemon is already running, as process {}; `wan53 reload` makes it run a "
                "round",
                daemon_id(ports, places));
  }
  return kExitDone;
}

Result<ExitStatus> start_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Settings& settings, load_for_daemon(ports, options));
  const Places& places = settings.places;
  TRY_ASSIGN(const Started& started,
             start_daemon(ports, options.config_file, settings, false, {"start", {}}));
  if (started == Started::stopped) return fail(Errc::user, "`wan53 stop` was run at the same time");
  ports.terminal->out(compose("{}, as process {}\n",
                              started == Started::here ? "started" : "already running",
                              daemon_id(ports, places)));
  return kExitDone;
}

// For cron: prints nothing, ends a process that is stuck, and does not start a daemon that the user
// stopped. With `daemon = no`, or if no daemon can run, it runs a round itself, if one is due.
Result<ExitStatus> ensure_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Places& places, find_places(ports, options.config_file));
  Status ready = ports.files->make_private_folder(places.run_folder);
  if (ready) {
    if (is_stopped(ports, places)) return kExitDone;
    if (Status ended = end_stuck_process(ports, places); !ended) {
      ports.log->write(LogLevel::error, ended.error().what);
      return pass_on(ended);
    }
    if (is_running(ports, places)) return kExitDone;
  }
  TRY_ASSIGN(const Settings& settings, load_settings(ports, options.config_file));
  if (!settings.config.daemon) return run_if_due(ports, settings);
  if (ready) {
    log_interrupted_cycle(ports, places);
    // After a boot or `setup` none was to be expected.
    const bool died = daemon_id(ports, places) != 0;
    const auto started = start_daemon(ports, options.config_file, settings, false,
                                      {died ? "no daemon was running" : "start", {}});
    if (started) return kExitDone;
    ready = fail(started.error());
  }
  TRY(run_if_due(ports, settings));
  return pass_on(ready);
}

// Cuts off a round in progress. Every step survives that, as it survives a power cut.
Result<ExitStatus> stop_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Places& places, find_places(ports, options.config_file));
  // Before `setup` there is nothing to stop, and a mark would outlast it.
  if (!is_running(ports, places)) TRY(check_set_up(ports, places));
  Status marked = ports.files->make_private_folder(places.run_folder);
  // Empty, so that it fits on a full disk.
  if (marked) marked = ports.files->replace(places.stopped_file(), {});
  int id = 0;
  for (Milliseconds waited = 0ms; id == 0; waited += kDaemonPoll) {
    if (!is_running(ports, places)) {
      return end_stop(ports, places, "was not running", std::move(marked));
    }
    if (waited >= kStopPatience) {
      return fail(Errc::retry, "{} has no pid, but a daemon answers", places.pid_file());
    }
    id = daemon_id(ports, places);
    if (id == 0) ports.clock->sleep(kDaemonPoll);
  }
  TRY(ports.processes->send_signal(id, Processes::Signal::terminate));
  if (!wait_for_end(ports, places)) {
    TRY(ports.processes->send_signal(id, Processes::Signal::kill));
    if (!wait_for_end(ports, places)) {
      return fail(Errc::retry, "process {} does not end", id);
    }
  }
  return end_stop(ports, places, "stopped", std::move(marked));
}

Result<ExitStatus> reload_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Settings& settings, load_settings(ports, options.config_file));
  if (!is_running(ports, settings.places)) TRY(require_daemon(settings));
  TRY(check_proof(ports, settings));
  TRY(load_ca(ports, settings));
  if (ports.bus->send(settings.places.socket(), kReload) == Bus::Sent::nobody) {
    return fail(Errc::user, "the daemon is not running; {} starts it",
                how_to_start(is_systemds(ports, settings.places)));
  }
  ports.terminal->out(settings.config.daemon ? "the daemon reads the config and runs a round\n"
                                             : "the daemon runs a last round and ends\n");
  return kExitDone;
}

}  // namespace wan53
