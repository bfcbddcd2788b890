// SPDX-License-Identifier: MIT
// What the firmware's hooks call: hands an event to the daemon and returns at once, whatever the
// network, the daemon or nvram do. Prints nothing: stdout and stderr are the firmware's.
#include "base/text.h"
#include "cli/cli.h"
#include "cycle/cycle.h"
#include "cycle/due.h"
#include "daemon/background.h"
#include "daemon/notices.h"
#include "settings/level_log.h"

namespace wan53 {
namespace {

// A process that is becoming the daemon listens within milliseconds, or dies.
constexpr Milliseconds kHandOverPoll = 50ms;
constexpr int kHandOverTries = 60;
constexpr std::size_t kMaxFaultBytes = 4096;

std::string notice_of(const Options& options) {
  std::string notice;
  for (const auto& word : options.arguments) append_item(notice, " ", word);
  return printable(notice);
}

// Another process is becoming the daemon: waits for it in a child, so that the hook can return at
// once.
Status hand_over_later(const Ports& ports, const std::string& config_file, const Settings& settings,
                       const std::string& notice) {
  const Places& places = settings.places;
  TRY_ASSIGN(const int id, ports.processes->fork_into_background());
  if (id != 0) return {};
  for (int i = 0; i < kHandOverTries; ++i) {
    if (ports.bus->send(places.socket(), notice) != Bus::Sent::nobody) return {};
    ports.clock->sleep(kHandOverPoll);
  }
  // The other process died before it listened.
  TRY(start_daemon(ports, config_file, settings, false, {notice, notice}));
  return {};
}

// With `daemon = no`, or if no daemon can run: runs the cycle, in a child. In a burst of events one
// process waits for its end and runs the cycle; the others leave it to that one, but what one of
// them tells of a new address is published at once.
Status run_alone(const Ports& ports, const Settings& settings, bool is_usable,
                 const std::string& notice) {
  const Moment event = ports.clock->now();
  TRY_ASSIGN(const int id, ports.processes->fork_into_background());
  if (id != 0) return {};
  LevelLog log(ports.log, settings.config.log_level);
  CycleRequest request{.only_if_due = true,
                       .at_once = true,
                       .because = notice,
                       .hook = notice,
                       .event = event,
                       .hint = std::string(hint_in(notice))};
  if (!request.hint.empty()) {
    LazyAwsClient client(ports, settings, nullptr, true);
    static_cast<void>(run_cycle(ports, settings, request, client, log));
  }
  {
    const auto pending = is_usable ? ports.files->lock(settings.places.pending_file(), 0ms)
                                   : std::unique_ptr<FileLock>();
    if (!pending && pending.error().code == Errc::retry) return {};
    ports.clock->sleep(kDebounce);
  }  // from here on a new event needs a cycle of its own
  request.at_once = false;
  request.after_event = is_event(notice);
  LazyAwsClient client(ports, settings);
  const auto cycle = run_cycle(ports, settings, request, client, log);
  if (!cycle) log.write(LogLevel::warning, cycle.error().what);
  return {};
}

// Events come in bursts, and all day, so each fault is logged once.
void log_fault(const Ports& ports, const Places& places, bool is_usable, const std::string& fault) {
  if (!is_usable) return ports.log->write(LogLevel::error, fault);
  const auto last = ports.files->read(places.fault_file(), kMaxFaultBytes);
  if (last && *last && (*last)->text == fault) return;
  ports.log->write(LogLevel::error, fault);
  // If this fails, the next event logs the fault again.
  static_cast<void>(ports.files->replace(places.fault_file(), fault));
}

Status deliver(const Ports& ports, const Options& options, const Places& places, Status& ready) {
  const std::string notice = notice_of(options);
  const bool is_usable = ready.has_value();
  if (ready && ports.bus->send(places.socket(), notice) != Bus::Sent::nobody) return {};
  // Not set up yet: nothing is wrong.
  const auto config = ports.files->read(places.config_file, kMaxConfigBytes);
  if (config && !*config) return {};
  TRY_ASSIGN(const Settings& settings, load_settings(ports, options.config_file));
  if (!settings.config.daemon) return run_alone(ports, settings, is_usable, notice);
  if (ready) {
    const auto started =
        start_daemon(ports, options.config_file, settings, false, {notice, notice});
    if (started && *started != Started::elsewhere) return {};
    if (started) return hand_over_later(ports, options.config_file, settings, notice);
    ready = fail(started.error());
  }
  log_fault(ports, places, is_usable, ready.error().what);
  return run_alone(ports, settings, is_usable, notice);
}

}  // namespace

Result<ExitStatus> notify_command(const Ports& ports, const Options& options) {
  if (options.arguments.empty()) {
    return fail(Errc::usage,
                "notify: EVENT is missing, such as wan-event; see `wan53 help notify`");
  }
  TRY_ASSIGN(const Places& places, find_places(ports, options.config_file));
  // Files in a folder that is not ours tell nothing.
  Status ready = ports.files->make_private_folder(places.run_folder);
  if (ready && is_stopped(ports, places)) return kExitDone;
  const bool is_usable = ready.has_value();
  Status delivered = deliver(ports, options, places, ready);
  if (!delivered) {
    log_fault(ports, places, is_usable, delivered.error().what);
    return pass_on(delivered);
  }
  // If it stays, a fault may not be logged when it comes again.
  if (ready) static_cast<void>(ports.files->remove(places.fault_file()));
  return kExitDone;
}

}  // namespace wan53
