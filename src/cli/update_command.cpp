// SPDX-License-Identifier: MIT
#include <algorithm>

#include "aws/route53.h"
#include "base/compose.h"
#include "base/text.h"
#include "base/utc.h"
#include "cli/cli.h"
#include "cli/report.h"
#include "cycle/cycle.h"
#include "daemon/notices.h"
#include "settings/level_log.h"

namespace wan53 {
namespace {

// Route 53 says that changes generally reach all its servers within 60 seconds.
constexpr Milliseconds kLongestSync = 5min;
constexpr Milliseconds kSyncPoll = 2s;

Status check_options(const Options& options) {
  if (options.force && options.if_due) {
    return fail(Errc::usage, "--force and --if-due: give one of them");
  }
  if (options.dry_run && options.wait) {
    return fail(Errc::usage, "--dry-run and --wait: a dry run changes nothing to wait for");
  }
  return {};
}

Result<std::optional<Address>> given_address(const Options& options, const Config& config) {
  if (options.ip.empty()) return std::nullopt;
  auto address = Address::parse(options.ip);
  if (!address) {
    return fail(Errc::usage, "--ip: {} is not an address; give one such as 198.51.100.7",
                printable(options.ip));
  }
  const bool used = std::ranges::any_of(config.records, [&](const RecordConfig& record) {
    return record.family == address->family();
  });
  if (!used) {
    return fail(Errc::usage, "--ip: {} is for {} records, and the config has none",
                printable(options.ip), record_type(address->family()));
  }
  return *address;
}

// Polls until all changes are INSYNC, and says so unless `quiet`. The interval stays far below the
// account's limit of 5 requests a second.
Status wait_for_sync(const Ports& ports, LazyAwsClient& client,
                     const std::vector<Outcome>& outcomes, bool quiet) {
  std::vector<std::string> pending;
  for (const auto& outcome : outcomes) {
    if (!outcome.change_id.empty() &&
        std::ranges::find(pending, outcome.change_id) == pending.end()) {
      pending.push_back(outcome.change_id);
    }
  }
  if (pending.empty()) return {};
  TRY_ASSIGN(AwsClient * aws, client.get({}));
  const Moment start = ports.clock->now();
  const auto waited = [&] { return duration_text(whole_seconds(ports.clock->now() - start)); };
  while (!pending.empty()) {
    TRY_ASSIGN(const auto& body, aws->call(route53::get_change(pending.back())));
    const auto change = route53::read_change_info(body);
    if (!change) return fail(Errc::retry, "Route 53 GetChange: {}", change.error().what);
    if (change->in_sync) {
      pending.pop_back();
      continue;
    }
    if (ports.clock->now() - start >= kLongestSync) {
      return fail(Errc::retry,
                  "the change is written, but not yet on every Route 53 server after {}; it "
                  "will be soon, nothing more is needed",
                  waited());
    }
    aws->pause(kSyncPoll, compose("every Route 53 server to have the change: {}", waited()));
  }
  if (!quiet) {
    ports.terminal->out(
        compose("in sync: every Route 53 server has the change, after {}\n", waited()));
  }
  return {};
}

Result<ExitStatus> first_error(std::initializer_list<Status> all, ExitStatus otherwise) {
  for (const auto& status : all) {
    if (!status) return fail(status.error());
  }
  return otherwise;
}

// Once an answer is given, an error must not become another one.
ExitStatus answer(const Ports& ports, std::string_view json, const Result<ExitStatus>& end) {
  ports.terminal->out(json);
  if (end) return *end;
  ports.terminal->err(compose("wan53: {}\n", end.error().what));
  return exit_status(end.error().code);
}

}  // namespace

Result<ExitStatus> update_command(const Ports& ports, const Options& options) {
  TRY(check_options(options));
  TRY_ASSIGN(const Settings& settings, load_settings(ports, options.config_file));
  if (options.wait && settings.config.via == Via::gateway) {
    return fail(Errc::usage,
                "--wait with via = gateway: the companion names no change to wait for");
  }
  TRY_ASSIGN(const auto& given, given_address(options, settings.config));

  LazyAwsClient client(ports, settings);
  LevelLog log(ports.log, settings.config.log_level);
  // A user wants the present addresses, so the checkers are asked again; with --if-due, cron does
  // not.
  TRY_ASSIGN(const Cycle& cycle,
             run_cycle(ports, settings,
                       {.given = given,
                        .after_event = !options.if_due,
                        .only_if_due = options.if_due,
                        .publish = {.force = options.force, .dry_run = options.dry_run},
                        .because = "wan53 update"},
                       client, log));
  if (cycle.blocking_error) return fail(*cycle.blocking_error);
  if (!cycle.round_was_due) {
    auto end = first_error({cycle.saved}, kExitDone);
    if (options.json) return answer(ports, not_due_json(end), end);
    return end;
  }
  // Wakes the daemon: this round may have changed when its next cycle is due.
  if (!options.dry_run) ports.bus->send(settings.places.socket(), kUpdated);
  const ExitStatus status = exit_status(cycle.round.outcomes);
  if (!options.json) {
    ports.terminal->out(round_text(cycle.round));
    ports.terminal->err(round_errors(cycle.round));
    // Seen before a wait begins. That output was lost is told at the very end.
    static_cast<void>(ports.terminal->flush());
  }
  Status synced;
  if (options.wait) synced = wait_for_sync(ports, client, cycle.round.outcomes, options.json);
  auto end = first_error({cycle.saved, synced}, status);
  if (options.json) return answer(ports, round_json(cycle.round, end), end);
  return end;
}

}  // namespace wan53
