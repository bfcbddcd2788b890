// SPDX-License-Identifier: MIT
// What the firmware's hooks call: hands an event to the daemon and returns at once, whatever the
// network, the daemon or nvram do. Prints nothing: stdout and stderr are the firmware's.
#include "base/text.h"
#include "cli/cli.h"
#include "cycle/cycle.h"
#include "daemon/background.h"
#include "daemon/daemon.h"
#include "settings/level_log.h"

namespace wan53 {
namespace {

// Another process is about to be the daemon: it listens within milliseconds, or dies.
constexpr std::int64_t kPoll_ms = 50;
constexpr int kTries = 60;
constexpr std::size_t kMaxFaultBytes = 4096;

std::string notice_of(const Options& options) {
  std::string notice;
  for (const auto& word : options.arguments) {
    notice += concat({notice.empty() ? "" : " ", word});
  }
  return printable(notice);
}

// In a child: the event waits for the daemon, the hook does not.
Status hand_over_later(World& world, const std::string& config_file, Setup setup,
                       const std::string& notice) {
  const Places places = setup.places;
  TRY_ASSIGN(const int id, world.processes.fork_into_background());
  if (id != 0) return {};
  for (int i = 0; i < kTries; ++i) {
    if (world.bus.send(places.socket(), notice) != Bus::Sent::nobody) return {};
    world.clock.sleep_ms(kPoll_ms);
  }
  // It died on the way.
  TRY(start_daemon(world, config_file, std::move(setup), false, {notice, notice}));
  return {};
}

// With `daemon = no`, in a child. Of a burst of events one process waits for calm and runs the
// pass; the others leave it to that one.
Status run_alone(World& world, const Setup& setup, std::string notice) {
  TRY_ASSIGN(const int id, world.processes.fork_into_background());
  if (id != 0) return {};
  auto pending = world.files.lock(setup.places.pending_file(), 0);
  if (!pending) {
    if (pending.error().code == Errc::retry) return {};
    return pass_on(pending.error());
  }
  world.clock.sleep_ms(kDebounce_ms);
  // From here on a new event needs a pass of its own.
  pending->reset();
  LevelLog log(world.log, setup.config.log_level);
  Session session(world, setup);
  PassOrder order;
  order.mode.only_if_due = order.after_event = true;
  order.because = order.hook = std::move(notice);
  const auto pass = run_pass(world, setup, order, session, log);
  if (!pass) log.write(LogLevel::warning, pass.error().what);
  return {};
}

Status deliver(World& world, const Options& options, const Places& places) {
  const std::string notice = notice_of(options);
  if (world.bus.send(places.socket(), notice) != Bus::Sent::nobody) return {};
  // Not set up yet: nothing is wrong.
  const auto config = world.files.read(places.config_file, kMaxConfigBytes);
  if (config && !*config) return {};
  TRY_ASSIGN(Setup setup, load_setup(world, options.config_file));
  if (!setup.config.daemon) return run_alone(world, setup, notice);
  TRY_ASSIGN(const Started started,
             start_daemon(world, options.config_file, setup, false, {notice, notice}));
  if (started != Started::elsewhere) return {};
  return hand_over_later(world, options.config_file, std::move(setup), notice);
}

// Events come in bursts, and all day: each fault is logged once.
void log_fault(World& world, const Places& places, const std::string& fault) {
  const auto last = world.files.read(places.fault_file(), kMaxFaultBytes);
  if (last && *last && (*last)->text == fault) return;
  world.log.write(LogLevel::error, fault);
  // Without a place for it the next event says it again.
  static_cast<void>(world.files.replace(places.fault_file(), fault));
}

}  // namespace

Result<ExitStatus> notify_command(World& world, const Options& options) {
  if (options.arguments.empty()) {
    return fail(Errc::usage, "notify: EVENT is missing, such as wan-event; see `wan53 help`");
  }
  TRY_ASSIGN(const Places places, find_places(world, options.config_file));
  // Before anything in it is believed.
  if (Status usable = world.files.make_private_folder(places.run_folder); !usable) {
    world.log.write(LogLevel::error, usable.error().what);
    return pass_on(usable.error());
  }
  if (is_stopped(world, places)) return kExitDone;
  Status delivered = deliver(world, options, places);
  if (!delivered) {
    log_fault(world, places, delivered.error().what);
    return pass_on(delivered.error());
  }
  TRY(world.files.remove(places.fault_file()));
  return kExitDone;
}

}  // namespace wan53
