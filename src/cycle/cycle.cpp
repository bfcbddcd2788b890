// SPDX-License-Identifier: MIT
#include "cycle/cycle.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "base/utc.h"
#include "cycle/due.h"
#include "cycle/firmware.h"
#include "cycle/heartbeat.h"
#include "cycle/mail.h"
#include "cycle/memory.h"
#include "cycle/narrate.h"
#include "cycle/remember.h"
#include "cycle/told.h"
#include "ddns/back_off.h"
#include "settings/progress.h"

namespace wan53 {
namespace {

// Limits what a bug of ours can do: without it, the daemon could spin.
constexpr Milliseconds kShortestSleep = 1s;

Failure nothing_new() { return fail(Errc::wait, "no address is new"); }

bool has_address(const DetectedRecord& detected) { return detected.desired.has_value(); }

// What must wait, perhaps only because nobody is asked, is left to the end of the burst.
void leave_out_waiting(std::vector<DetectedRecord>& records) {
  std::vector<DetectedRecord> kept;
  for (auto& record : records) {
    if (has_address(record)) kept.push_back(std::move(record));
  }
  records = std::move(kept);
}

// Forgets an offset that never led to a reply: it may be the reason why none came.
void remember_clock(AwsClient& aws, Recent& recent) {
  recent.clock_offset = aws.time().has_heard() ? aws.time().offset() : 0s;
}

// True if `hint` stands for an address that no record has shown yet. This costs one process at
// most, a detection a dozen.
bool is_new(std::string_view hint, Nvram& nvram, const Recent& recent) {
  std::string text(hint);
  if (hint.size() == 1) {
    text = nvram.get(compose("wan{}_ipaddr", hint)).value_or(std::string());
  }
  const auto address = Address::parse(text);
  return address && std::ranges::none_of(recent.records, [&address](const RecordReport& report) {
           return report.observed.contains(*address);
         });
}

// Runs the cycle's round, and remembers its result unless it is a dry run.
void run_due_round(const Ports& ports, const Settings& settings, const CycleRequest& request,
                   LazyAwsClient& client, const Detections& seen, Memory& memory, Cycle& cycle) {
  const bool dry_run = request.publish.dry_run;
  auto aws = client.get(memory.recent);
  const bool asks_aws = (!dry_run || settings.config.via == Via::route53) &&
                        std::ranges::any_of(seen.records, has_address);
  if (aws && asks_aws) {
    // Here, although the first request would: why there is no session is one failure of all
    // records, and status shows it even if nothing is sent.
    Status ready = client.prepare();
    memory.recent.proof = client.proof();
    if (!ready && ready.error().kind == ErrorKind::unknown_key) {
      memory.recent.settled_key = (*aws)->proof_digest();  // it was refused for long enough
    }
    if (!ready && ready.error().code != Errc::config) remember_clock(**aws, memory.recent);
    if (!ready) aws = pass_on(ready);
  }
  if (!aws && aws.error().code != Errc::config) {
    // Too little memory, too many open files, or a provider that refuses or cannot be reached: a
    // retry may reach beyond this machine, so it waits as a failed round does.
    for (const auto& record : seen.records) {
      cycle.round.outcomes.push_back(
          has_address(record) ? failed_outcome(record.record, aws.error(),
                                               record.detection.source_name, record.observed())
                              : outcome_without_address(record));
    }
    if (dry_run) return;
    remember_round(settings, seen.records, cycle.round,
                   {ports.clock->wall() + memory.recent.clock_offset, ports.clock->now()},
                   request.at_once, ports.random, memory);
    return;
  }
  if (!aws) {
    cycle.blocking_error = aws.error();
    if (dry_run) return;
    remember_blocking_error(settings, aws.error(), ports.clock->now(), ports.random, memory.recent);
    return;
  }
  std::optional<Moment> confirmed_after;
  if (request.only_if_due && memory.recent.config_digest == settings.config_digest) {
    confirmed_after = ports.clock->now() - settings.config.check_interval;
  }
  if (!dry_run) catch_up_with_history(ports, settings.places, seen.records, memory);
  VolatileWriteAhead write_ahead(ports, settings.places, memory);
  cycle.round = run_round(ports, **aws, settings, request.publish, confirmed_after, seen.records,
                          memory, write_ahead);
  if (dry_run) return;
  if (asks_aws) client.renew();
  remember_clock(**aws, memory.recent);
  if ((*aws)->key_is_settled()) memory.recent.settled_key = (*aws)->proof_digest();
  memory.recent.proof = client.proof();
  remember_round(settings, seen.records, cycle.round, {(*aws)->now(), ports.clock->now()},
                 request.at_once, ports.random, memory);
}

// Also counts in `recent` the cycles in a row that asked for another one soon.
Moment next_cycle(const Settings& settings, const Detections& seen, std::optional<Moment> firmware,
                  Moment now, Recent& recent) {
  Moment next = next_round(settings.config, recent);
  const auto consider = [&next](std::optional<Moment> moment) {
    next = std::min(next, moment.value_or(next));
  };
  const bool retry_soon = std::ranges::any_of(seen.records, &DetectedRecord::retry_soon);
  recent.unsettled_cycles = retry_soon ? recent.unsettled_cycles + 1 : 0;
  if (retry_soon) consider(now + wait_before_cycle(recent.unsettled_cycles));
  consider(seen.next_check);
  consider(seen.held_until);
  consider(firmware);
  return std::max(next, now + kShortestSleep);
}

Result<Cycle> run_locked_cycle(const Ports& ports, const Settings& settings,
                               const CycleRequest& request, LazyAwsClient& client, Log& log) {
  const bool dry_run = request.publish.dry_run;
  RoundLock lock;
  if (!dry_run) {
    TRY_ASSIGN(lock, lock_round(ports, settings.places, !request.at_once));
  }
  const Progress::Cycle progress(ports, lock.run_folder ? lock.held.get() : nullptr, log);
  Memory memory = load_memory(ports, settings.places, settings.config_digest);
  if (!lock.run_folder) {
    // A file there may be outdated: no cycle since has been able to replace it.
    std::string boot = std::move(memory.recent.boot);
    memory.recent = {};
    memory.recent.boot = std::move(boot);
  }
  const RoundMemory before = memory.recent;
  const std::vector<std::string> unverified_before = memory.recent.unverified;
  Nvram nvram(ports.processes);
  if (request.at_once) {
    if (!may_run_at_once(settings, memory.recent, ports.clock->now())) return nothing_new();
    if (!request.hint.empty() && !is_new(request.hint, nvram, memory.recent)) return nothing_new();
  }
  const bool hold_flapping = !request.given && !request.publish.force;
  Detections seen = detect(ports, settings, nvram,
                           {.given = request.given,
                            .after_event = request.after_event,
                            .by_hand = !request.only_if_due,
                            .hold_flapping = hold_flapping,
                            .asks_nobody = request.at_once},
                           memory);
  if (request.at_once) {
    if (!has_news(seen.records, memory)) return nothing_new();
    leave_out_waiting(seen.records);
  }
  const Moment detected_at = ports.clock->now();
  const UtcTime detected_time = ports.clock->wall() + memory.recent.clock_offset;
  Cycle cycle;
  cycle.round_was_due = !request.only_if_due || is_due(seen.records, settings, memory.recent,
                                                       request.after_event, detected_at);
  if (cycle.round_was_due) {
    ports.progress->note("a round runs: {}", request.because);
    run_due_round(ports, settings, request, client, seen, memory, cycle);
    memory.recent.at_once = request.at_once;
  } else {
    ports.progress->note(
        "no round is due: nothing has changed since the last one, or its back-off "
        "still runs");
    for (const auto& record : seen.records) {
      if (!record.desired) cycle.round.outcomes.push_back(outcome_without_address(record));
    }
    remember_waiting(seen.records, {detected_time, detected_at}, memory.recent);
    if (request.after_event) hasten_after_event(memory.recent);
  }
  if (dry_run) return cycle;

  ports.progress->step("answering the firmware and writing the state");
  Status told;
  if (memory.recent.last_round) {
    told = add_to_history(ports, settings.places, cycle.round, seen.records, before,
                          {request.because, request.event, *memory.recent.last_round}, log);
  }
  memory.recent.unverified = seen.unverified;
  std::optional<Moment> firmware;
  if (seen.router && !request.at_once) {
    const DdnsHealth health = ddns_health(settings.config, memory.recent);
    constexpr std::string_view kHealths[] = {"right", "refused", "failing"};
    ports.progress->note("DDNS health for the firmware: {}",
                         kHealths[static_cast<std::size_t>(health)]);
    firmware = answer_firmware(ports.processes, nvram, health, *seen.router, !request.hook.empty(),
                               memory.recent, ports.clock->now());
  }
  cycle.next = next_cycle(settings, seen, firmware, ports.clock->now(), memory.recent);
  memory.recent.next_cycle = cycle.next;
  ports.progress->note("next cycle in {}",
                       duration_text(whole_seconds(*cycle.next - ports.clock->now())));
  if (!request.hook.empty()) memory.recent.last_event = {request.hook, detected_time};
  if (cycle.round_was_due) {
    const bool is_good = !cycle.blocking_error && exit_status(cycle.round.outcomes) == kExitDone;
    cycle.mail = mail_text(settings.config.mail, cycle.round, before, memory.recent);
    // A fault at once may be gone at the end of the burst, and a second call would come too soon.
    if (is_good || !request.at_once) {
      cycle.heartbeat = take_heartbeat(settings.config, is_good, ports.clock->now(), memory.recent);
    }
  }
  cycle.saved = save_memory(ports, settings.places, lock.run_folder, told, detected_time, memory);
  narrate_unverified(unverified_before, memory.recent.unverified, log);
  narrate(cycle.round, before, memory.recent, request.because, log);
  return cycle;
}

}  // namespace

Result<Cycle> run_cycle(const Ports& ports, const Settings& settings, const CycleRequest& request,
                        LazyAwsClient& client, Log& log) {
  auto cycle = run_locked_cycle(ports, settings, request, client, log);
  if (cycle && cycle->heartbeat) send_heartbeat(ports, settings, *cycle->heartbeat, log);
  if (cycle && !request.publish.dry_run && ports.after_cycle != nullptr) ports.after_cycle->run();
  if (cycle && !cycle->mail.empty()) send_mail(ports, cycle->mail, log);
  return cycle;
}

}  // namespace wan53
