// SPDX-License-Identifier: MIT
#include "daemon/daemon.h"

#include <algorithm>

#include "base/compose.h"
#include "cycle/due.h"
#include "daemon/notices.h"
#include "settings/level_log.h"

namespace wan53 {
namespace {

// The shortest wait after a cycle that could not run because another process held the lock, or
// whose result could not be saved: without saved back-offs, each cycle would retry at once.
constexpr Milliseconds kBusyWait = 60s;

// Logs one line when a fault begins, one when it ends, and none in between.
void log_change(std::string& logged, std::string fault, std::string_view cleared, Log& log) {
  if (fault == logged) return;
  if (fault.empty()) {
    log.write(LogLevel::notice, cleared);
  } else {
    log.write(LogLevel::error, fault);
  }
  logged = std::move(fault);
}

bool is_empty(const Wake& wake) {
  return !wake.addresses_changed && !wake.hang_up && wake.notices.empty();
}

// True if the address is the interface's own, so that the kernel's event is enough. A WAN's IPv4
// address is read from nvram, for which a hook speaks.
bool follows_interface(const RecordConfig& record) {
  const Source& source = record.source;
  return source.kind == Source::Kind::interface || source.kind == Source::Kind::prefix ||
         (source.is_wan() && record.family == Family::ipv6);
}

}  // namespace

Daemon::Daemon(const Ports& ports, std::string config_file, Settings settings, Events& events,
               Log& log, Cause cause)
    : ports_(ports),
      config_file_(std::move(config_file)),
      settings_(std::move(settings)),
      events_(events),
      log_(log),
      cause_(std::move(cause)),
      session_(ports) {
  if (!events.unwatched().empty()) log_.write(LogLevel::warning, events.unwatched());
}

bool Daemon::step() {
  reload();
  const Moment next = run_one_cycle();
  if (!settings_.config.daemon) {
    log_.write(
        LogLevel::notice,
        "the daemon ends, since the config says daemon = no; hooks and cron run single rounds");
    return false;
  }
  sleep_until(next);
  return true;
}

// Reads the config, which may have changed. A bad one is only logged.
void Daemon::reload() {
  auto fresh = load_settings(ports_, config_file_);
  std::string fault;
  if (fresh) {
    settings_ = *std::move(fresh);
  } else {
    fault = compose("{}; the previous config stays in use", fresh.error().what);
  }
  log_change(config_fault_, std::move(fault), "the config can be used again", log_);
}

Result<Cycle> Daemon::run(bool at_once, Log& log) {
  LazyAwsClient client(ports_, settings_, &session_, at_once);
  return run_cycle(ports_, settings_,
                   {.after_event = cause_.event && !at_once,
                    .only_if_due = at_once || !cause_.forced,
                    .at_once = at_once,
                    .because = cause_.because,
                    .hook = cause_.hook,
                    .event = cause_.at,
                    .hint = std::exchange(hint_, {}).value_or(std::string())},
                   client, log);
}

// Returns when to run the next cycle.
Moment Daemon::run_one_cycle() {
  LevelLog log(log_, settings_.config.log_level);
  const auto cycle = run(false, log);
  const Moment later = ports_.clock->now() + kBusyWait;
  if (!cycle) {
    log.write(LogLevel::warning, cycle.error().what);
    return later;
  }
  cause_ = {{}, {}, false, false};
  log_change(disk_fault_, cycle->saved ? std::string() : cycle->saved.error().what,
             "the state can be written again", log);
  const Moment next = cycle->next.value_or(later);
  return cycle->saved ? next : std::max(next, later);
}

// True if a round has run.
bool Daemon::run_at_once() {
  reload();
  LevelLog log(log_, settings_.config.log_level);
  return run(true, log).has_value();
}

void Daemon::sleep_until(Moment moment) {
  const auto wait_until = [this](Moment until) {
    return events_.wait(std::max(until - ports_.clock->now(), 0ms));
  };
  const Wake wake = wait_until(moment);
  if (is_empty(wake)) return;
  take(wake);
  Moment calm = ports_.clock->now() + kDebounce;
  bool has_run = false;
  do {
    if (hint_ && !has_run && run_at_once()) {
      has_run = true;
      calm = ports_.clock->now() + kDebounce;
    }
    take(wait_until(calm));
  } while (ports_.clock->now() < calm);
}

void Daemon::take(const Wake& wake) {
  const auto because = [this](std::string_view what) {
    if (!cause_.because.empty()) return;
    cause_.because = what;
    cause_.at = ports_.clock->now();
  };
  if (wake.addresses_changed) because("an interface's addresses changed");
  if (wake.hang_up) because("SIGHUP");
  cause_.event |= wake.addresses_changed;
  cause_.forced |= wake.hang_up;
  for (const auto& notice : wake.notices) {
    if (notice == kUpdated) continue;
    because(notice);
    // A hook's notice that is repeated within a burst tells nothing new.
    if (const auto hint = hint_in(notice); !hint.empty() && notice != cause_.hook) hint_ = hint;
    cause_.event |= is_event(notice);
    cause_.forced |= notice == kReload;
    if (notice != kReload) cause_.hook = notice;
  }
  if (wake.address_came && std::ranges::any_of(settings_.config.records, follows_interface)) {
    hint_.emplace();
  }
}

}  // namespace wan53
