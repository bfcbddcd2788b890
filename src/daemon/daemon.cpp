// SPDX-License-Identifier: MIT
#include "daemon/daemon.h"

#include <algorithm>

#include "base/text.h"
#include "cycle/cycle.h"
#include "daemon/notices.h"
#include "settings/level_log.h"

namespace wan53 {
namespace {

// After a pass that another process's lock kept from running, or that could not be remembered: then
// each would begin its waits anew.
constexpr std::int64_t kBusyWait_ms = 60'000;

// A line when a fault begins, one when it ends, none in between.
void tell_once(std::string& told, std::string fault, std::string_view mended, Log& log) {
  if (fault == told) return;
  if (fault.empty()) {
    log.write(LogLevel::notice, mended);
  } else {
    log.write(LogLevel::error, fault);
  }
  told = std::move(fault);
}

bool is_empty(const Wake& wake) {
  return !wake.addresses_changed && !wake.hang_up && wake.notices.empty();
}

}  // namespace

Daemon::Daemon(World& world, std::string config_file, Setup setup, Events& events, Log& log,
               Cause cause)
    : world_(world),
      config_file_(std::move(config_file)),
      setup_(std::move(setup)),
      events_(events),
      log_(log),
      cause_(std::move(cause)) {
  if (!events.unwatched().empty()) log_.write(LogLevel::warning, events.unwatched());
}

bool Daemon::step() {
  reload();
  const std::int64_t next_ms = pass();
  if (!setup_.config.daemon) {
    log_.write(LogLevel::notice,
               "the daemon ends, as `daemon = no` wants; hooks and cron run single rounds");
    return false;
  }
  sleep_until(next_ms);
  return true;
}

// The file is what counts, whoever changed it; a bad one changes nothing but the log.
void Daemon::reload() {
  auto fresh = load_setup(world_, config_file_);
  std::string fault;
  if (fresh) {
    setup_ = *std::move(fresh);
  } else {
    fault = concat({fresh.error().what, "; the config before it stays in use"});
  }
  tell_once(bad_config_, std::move(fault), "the config can be used again", log_);
}

// Returns when to look again.
std::int64_t Daemon::pass() {
  PassOrder order;
  order.mode.only_if_due = !cause_.forced;
  order.after_event = cause_.event;
  order.because = cause_.because;
  order.hook = cause_.hook;
  LevelLog log(log_, setup_.config.log_level);
  Session session(world_, setup_);
  const auto pass = run_pass(world_, setup_, order, session, log);
  if (!pass) {
    log.write(LogLevel::warning, pass.error().what);
    return world_.clock.monotonic_ms() + kBusyWait_ms;
  }
  cause_ = {{}, {}, false, false};
  tell_once(bad_disk_, pass->saved ? std::string() : pass->saved.error().what,
            "the state can be written again", log);
  if (pass->saved) return pass->next_look_ms;
  return std::max(pass->next_look_ms, world_.clock.monotonic_ms() + kBusyWait_ms);
}

void Daemon::sleep_until(std::int64_t moment_ms) {
  const auto wait_until = [this](std::int64_t until_ms) {
    const std::int64_t left_ms = until_ms - world_.clock.monotonic_ms();
    return events_.wait(std::max<std::int64_t>(left_ms, 0));
  };
  Wake wake = wait_until(moment_ms);
  if (is_empty(wake)) return;
  take(wake);
  const std::int64_t calm_ms = world_.clock.monotonic_ms() + kDebounce_ms;
  while (world_.clock.monotonic_ms() < calm_ms) take(wait_until(calm_ms));
}

void Daemon::take(const Wake& wake) {
  const auto because = [this](std::string_view what) {
    if (cause_.because.empty()) cause_.because = what;
  };
  if (wake.addresses_changed) because("an interface's addresses changed");
  if (wake.hang_up) because("SIGHUP");
  cause_.event |= wake.addresses_changed;
  cause_.forced |= wake.hang_up;
  for (const auto& notice : wake.notices) {
    if (notice == kUpdated) continue;
    because(notice);
    cause_.event = true;
    cause_.forced |= notice == kReload;
    if (notice != kReload) cause_.hook = notice;
  }
}

}  // namespace wan53
