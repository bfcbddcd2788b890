// SPDX-License-Identifier: MIT
// run, start, stop, ensure and reload: the daemon's life.
#include "base/text.h"
#include "cli/cli.h"
#include "cycle/cycle.h"
#include "daemon/background.h"
#include "daemon/notices.h"
#include "settings/level_log.h"

namespace wan53 {
namespace {

constexpr std::int64_t kPoll_ms = 50;
constexpr std::int64_t kPatience_ms = 5'000;

// 0 when there is none, or none that is ready.
int daemon_id(World& world, const Places& places) {
  const auto content = world.files.read(places.pid_file(), 64);
  if (!content || !*content) return 0;
  return static_cast<int>(parse_unsigned(trim((*content)->text), 1 << 30).value_or(0));
}

Status refuse_without_daemon(const Setup& setup) {
  if (setup.config.daemon) return {};
  return fail(Errc::config,
              concat({setup.places.config_file,
                      ": daemon: no; expected yes for a daemon. Without one, cron runs "
                      "`wan53 ensure`"}));
}

// The config and the keys are read before any fork, so that a mistake in them is seen at once.
Result<Setup> load_for_daemon(World& world, const Options& options) {
  TRY_ASSIGN(Setup setup, load_setup(world, options.config_file));
  TRY(refuse_without_daemon(setup));
  return setup;
}

bool wait_for_end(World& world, const Places& places) {
  for (std::int64_t waited_ms = 0; is_running(world, places); waited_ms += kPoll_ms) {
    if (waited_ms >= kPatience_ms) return false;
    world.clock.sleep_ms(kPoll_ms);
  }
  return true;
}

}  // namespace

Result<ExitStatus> run_command(World& world, const Options& options) {
  TRY_ASSIGN(Setup setup, load_for_daemon(world, options));
  const Places places = setup.places;
  TRY(world.files.remove(places.stopped_file()));
  TRY_ASSIGN(const Started started, start_daemon(world, options.config_file, std::move(setup),
                                                 options.foreground, {"start", {}}));
  if (started == Started::elsewhere) {
    return fail(Errc::user,
                concat({"the daemon runs already, as process ", to_text(daemon_id(world, places)),
                        "; `wan53 reload` makes it run a round"}));
  }
  return kExitDone;
}

Result<ExitStatus> start_command(World& world, const Options& options) {
  TRY_ASSIGN(Setup setup, load_for_daemon(world, options));
  const Places places = setup.places;
  TRY(world.files.remove(places.stopped_file()));
  TRY_ASSIGN(const Started started,
             start_daemon(world, options.config_file, std::move(setup), false, {"start", {}}));
  if (started == Started::stopped) return fail(Errc::user, "`wan53 stop` came in between");
  world.terminal.out(concat({started == Started::here ? "started" : "runs already", ", as process ",
                             to_text(daemon_id(world, places)), "\n"}));
  return kExitDone;
}

// `update --if-due`, but quiet.
static Result<ExitStatus> run_if_due(World& world, const Setup& setup) {
  PassOrder order;
  order.mode.only_if_due = true;
  order.because = "wan53 ensure";
  Session session(world, setup);
  LevelLog log(world.log, setup.config.log_level);
  TRY_ASSIGN(Pass pass, run_pass(world, setup, order, session, log));
  if (pass.trouble) return std::unexpected(*std::move(pass.trouble));
  TRY(pass.saved);
  return pass.due ? exit_status(pass.result.outcomes) : kExitDone;
}

// For cron: says nothing, and leaves a daemon that the user stopped alone. Without a daemon it is
// cron that makes the rounds.
Result<ExitStatus> ensure_command(World& world, const Options& options) {
  TRY_ASSIGN(const Places places, find_places(world, options.config_file));
  TRY(world.files.make_private_folder(places.run_folder));
  if (is_stopped(world, places) || is_running(world, places)) return kExitDone;
  TRY_ASSIGN(Setup setup, load_setup(world, options.config_file));
  if (!setup.config.daemon) return run_if_due(world, setup);
  TRY(start_daemon(world, options.config_file, std::move(setup), false,
                   {"the daemon was found dead", {}}));
  return kExitDone;
}

// A round in progress is cut off: that is no more than a power cut, which every step survives.
Result<ExitStatus> stop_command(World& world, const Options& options) {
  TRY_ASSIGN(const Places places, find_places(world, options.config_file));
  TRY(world.files.make_private_folder(places.run_folder));
  TRY(world.files.replace(places.stopped_file(), "by `wan53 stop`\n"));
  int id = 0;
  for (std::int64_t waited_ms = 0; id == 0; waited_ms += kPoll_ms) {
    if (!is_running(world, places)) {
      world.terminal.out("was not running\n");
      return kExitDone;
    }
    if (waited_ms >= kPatience_ms) {
      return fail(Errc::retry,
                  concat({places.pid_file(), " names no process, though one listens"}));
    }
    id = daemon_id(world, places);
    if (id == 0) world.clock.sleep_ms(kPoll_ms);
  }
  TRY(world.processes.send_signal(id, Processes::Signal::terminate));
  if (!wait_for_end(world, places)) {
    TRY(world.processes.send_signal(id, Processes::Signal::kill));
    if (!wait_for_end(world, places)) {
      return fail(Errc::retry, concat({"process ", to_text(id), " does not end"}));
    }
  }
  world.terminal.out("stopped; `wan53 start` starts it again\n");
  return kExitDone;
}

Result<ExitStatus> reload_command(World& world, const Options& options) {
  TRY_ASSIGN(const Setup setup, load_setup(world, options.config_file));
  if (!is_running(world, setup.places)) TRY(refuse_without_daemon(setup));
  TRY(load_credentials(world, setup));
  TRY(load_ca(world, setup));
  if (world.bus.send(setup.places.socket(), kReload) == Bus::Sent::nobody) {
    return fail(Errc::user, "the daemon does not run; `wan53 start` starts it");
  }
  world.terminal.out(setup.config.daemon ? "the daemon reads the config and runs a round\n"
                                         : "the daemon runs a last round and ends\n");
  return kExitDone;
}

}  // namespace wan53
