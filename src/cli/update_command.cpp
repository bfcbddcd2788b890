// SPDX-License-Identifier: MIT
#include <algorithm>

#include "aws/route53.h"
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
    return fail(Errc::usage, {"--ip: ", printable(options.ip),
                              " is not an address; give one such as 198.51.100.7"});
  }
  const bool used = std::ranges::any_of(config.records, [&](const RecordConfig& record) {
    return record.family == address->family();
  });
  if (!used) {
    return fail(Errc::usage, {"--ip: ", printable(options.ip), " is for ",
                              record_type(address->family()), " records, and the config has none"});
  }
  return *address;
}

// Polls until all changes are INSYNC. The interval stays far below the account's limit of 5
// requests a second.
Status wait_for_sync(const Ports& ports, AwsClient& aws, const std::vector<Outcome>& outcomes) {
  std::vector<std::string> pending;
  for (const auto& outcome : outcomes) {
    if (!outcome.change_id.empty() &&
        std::ranges::find(pending, outcome.change_id) == pending.end()) {
      pending.push_back(outcome.change_id);
    }
  }
  const Moment start = ports.clock->now();
  while (!pending.empty()) {
    TRY_ASSIGN(const auto body, aws.call(route53::get_change(pending.back())));
    const auto change = route53::read_change_info(body);
    if (!change) return fail(Errc::retry, {"Route 53 GetChange: ", change.error().what});
    if (change->in_sync) {
      pending.pop_back();
      continue;
    }
    const Milliseconds waited = ports.clock->now() - start;
    const std::string waited_text = duration_text(whole_seconds(waited));
    if (waited >= kLongestSync) {
      return fail(Errc::retry, {"the change is written, but not yet on every Route 53 server "
                                "after ",
                                waited_text, "; it will be soon, nothing more is needed"});
    }
    if (ports.terminal->err_is_terminal()) {
      ports.terminal->err(concat({"\rwaiting for Route 53's servers: ", waited_text, " "}));
    }
    ports.clock->sleep(kSyncPoll);
  }
  if (ports.terminal->err_is_terminal()) ports.terminal->err("\r\x1b[K");
  return {};
}

}  // namespace

Result<ExitStatus> update_command(const Ports& ports, const Options& options) {
  TRY(check_options(options));
  TRY_ASSIGN(const Settings settings, load_settings(ports, options.config_file));
  if (options.wait && settings.config.via == Via::gateway) {
    return fail(Errc::usage,
                "--wait with via = gateway: the companion names no change to wait for");
  }
  TRY_ASSIGN(const auto given, given_address(options, settings.config));

  LazyAwsClient client(ports, settings);
  LevelLog log(ports.log, settings.config.log_level);
  // A user wants the present addresses, so the checkers are asked again; with --if-due, cron does
  // not.
  TRY_ASSIGN(Cycle cycle,
             run_cycle(ports, settings,
                       {.given = given,
                        .after_event = !options.if_due,
                        .only_if_due = options.if_due,
                        .publish = {.force = options.force, .dry_run = options.dry_run},
                        .because = "wan53 update"},
                       client, log));
  if (cycle.blocking_error) return fail(*std::move(cycle.blocking_error));
  if (!cycle.round_was_due) {
    if (options.json) ports.terminal->out(not_due_json());
    TRY(cycle.saved);
    return kExitDone;
  }
  // Wakes the daemon: this round may have changed when its next cycle is due.
  if (!options.dry_run) ports.bus->send(settings.places.socket(), kUpdated);
  const ExitStatus status = exit_status(cycle.round.outcomes);
  Status synced;
  if (options.wait) {
    TRY_ASSIGN(AwsClient * aws, client.get({}));
    synced = wait_for_sync(ports, *aws, cycle.round.outcomes);
  }
  ports.terminal->out(options.json ? round_json(cycle.round, status) : round_text(cycle.round));
  if (!options.json) ports.terminal->err(round_errors(cycle.round));
  TRY(cycle.saved);
  TRY(synced);
  return status;
}

}  // namespace wan53
