// SPDX-License-Identifier: MIT
#include "cycle/cycle.h"

#include <algorithm>

#include "base/text.h"
#include "cycle/firmware.h"
#include "cycle/narrate.h"
#include "ddns/retry.h"
#include "detect/detect.h"

namespace wan53 {
namespace {

// Nothing is so urgent that a mistake of ours may spin.
constexpr std::int64_t kShortestWait_ms = 1'000;

Result<AwsSetup> load_aws_setup(World& world, const Setup& setup, std::int64_t clock_offset_s) {
  TRY_ASSIGN(auto found, load_credentials(world, setup));
  TRY_ASSIGN(auto urls, load_endpoint_urls(world.environment));
  return AwsSetup{std::move(found.credentials), setup.config.region, setup.config.use_dualstack,
                  std::move(urls), clock_offset_s};
}

// Takes the earliest of the moments, passing over 0.
class Earliest {
 public:
  explicit Earliest(std::int64_t first_ms) : ms_(first_ms) {}
  void consider(std::int64_t ms) {
    if (ms != 0) ms_ = std::min(ms_, ms);
  }
  std::int64_t at_least(std::int64_t ms) const { return std::max(ms_, ms); }

 private:
  std::int64_t ms_;
};

std::int64_t next_look(World& world, const Setup& setup, const Look& seen,
                       const std::vector<Outcome>& outcomes, std::int64_t firmware_ms,
                       Volatile& recent) {
  const std::int64_t now_ms = world.clock.monotonic_ms();
  Earliest next(next_round_ms(setup.config, recent));
  const bool settling = std::ranges::any_of(outcomes, &Outcome::settling);
  recent.settling = settling ? recent.settling + 1 : 0;
  if (settling) next.consider(now_ms + 1'000 * wait_before_look(recent.settling));
  next.consider(seen.next_check_ms);
  next.consider(seen.hold_until_ms);
  next.consider(firmware_ms);
  return next.at_least(now_ms + kShortestWait_ms);
}

// The round of a pass: afterwards memory and pass.result hold what came of it.
void round_of(World& world, const Setup& setup, const PassOrder& order, Session& session,
              Look& seen, Memory& memory, Pass& pass) {
  const auto aws = session.open(memory.recent.clock_offset_s);
  if (!aws) {
    pass.trouble = aws.error();
    pass.result.outcomes = std::move(seen.outcomes);
    if (!order.mode.dry_run) remember_trouble(world, setup, *pass.trouble, memory.recent);
    return;
  }
  pass.result = run_round(world, **aws, setup, order.mode, std::move(seen.outcomes), memory);
}

}  // namespace

Result<AwsClient*> Session::open(std::int64_t clock_offset_s) {
  if (!aws_) {
    TRY_ASSIGN(auto aws_setup, load_aws_setup(world_, setup_, clock_offset_s));
    TRY_ASSIGN(const std::string ca_pem, load_ca(world_, setup_));
    http_ = world_.make_http(ca_pem, clock_offset_s);
    aws_ = std::make_unique<AwsClient>(*http_, world_.clock, world_.random, std::move(aws_setup));
  }
  return aws_.get();
}

Result<Pass> run_pass(World& world, const Setup& setup, const PassOrder& order, Session& session,
                      Log& log) {
  const bool dry_run = order.mode.dry_run;
  std::unique_ptr<FileLock> lock;
  if (!dry_run) {
    TRY_ASSIGN(lock, lock_round(world, setup.places));
  }
  Memory memory = load_memory(world, setup.places);
  // Read once more: to copy it by hand would be 2 KB of code.
  const Volatile before = load_recent(world, setup.places);
  Nvram nvram(world.processes);
  Look seen = look(world, setup, nvram,
                   {order.given, order.after_event, !order.given && !order.mode.force}, memory);
  const UtcSeconds now = world.clock.wall() + memory.recent.clock_offset_s;
  const std::int64_t now_ms = world.clock.monotonic_ms();
  Pass pass;
  pass.due = !order.mode.only_if_due ||
             is_due(seen.outcomes, setup, memory.recent, order.after_event, now_ms);
  if (pass.due) {
    round_of(world, setup, order, session, seen, memory, pass);
  } else {
    pass.result.outcomes = std::move(seen.outcomes);
    remember_waiting(pass.result.outcomes, now, now_ms, memory.recent);
    if (order.after_event) hasten_after_event(memory.recent);
  }
  memory.recent.doubts = std::move(seen.doubts);
  if (dry_run) return pass;

  std::int64_t firmware_ms = 0;
  if (seen.router) {
    firmware_ms =
        answer_firmware(world.processes, nvram, standing_of(setup.config, memory), *seen.router,
                        !order.hook.empty(), memory.recent, world.clock.monotonic_ms());
  }
  pass.next_look_ms =
      next_look(world, setup, seen, pass.result.outcomes, firmware_ms, memory.recent);
  memory.recent.next_look_ms = pass.next_look_ms;
  if (!order.hook.empty()) {
    memory.recent.last_event = order.hook;
    memory.recent.last_event_at = now;
  }
  pass.saved = save_memory(world, setup.places, memory);
  narrate_doubts(before.doubts, memory.recent.doubts, log);
  narrate(pass.result, before, memory, order.because, log);
  // They share a folder: one that takes no state takes no history, and that is said already.
  if (pass.saved) {
    add_to_history(world, setup.places, pass.result, order.because, memory.recent.last_round, log);
  }
  return pass;
}

}  // namespace wan53
