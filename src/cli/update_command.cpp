// SPDX-License-Identifier: MIT
#include <algorithm>

#include "aws/route53.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/report.h"
#include "cycle/cycle.h"
#include "daemon/notices.h"
#include "settings/level_log.h"

namespace wan53 {
namespace {

// Route 53 says that changes generally reach all its servers within 60 seconds.
constexpr std::int64_t kLongestWait_ms = 300'000;
constexpr std::int64_t kPollInterval_ms = 2'000;

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
    return fail(Errc::usage, concat({"--ip: ", printable(options.ip),
                                     " is not an address; give one such as 198.51.100.7"}));
  }
  const bool used = std::ranges::any_of(config.records, [&](const RecordConfig& record) {
    return record.family == address->family();
  });
  if (!used) {
    return fail(Errc::usage,
                concat({"--ip: ", printable(options.ip), " is for ", record_type(address->family()),
                        " records, and the config has none"}));
  }
  return *address;
}

// Polls until all changes are INSYNC. Its interval keeps far below the account's 5 requests a
// second.
Status wait_for_sync(World& world, AwsClient& aws, const std::vector<Outcome>& outcomes) {
  std::vector<std::string> pending;
  for (const auto& outcome : outcomes) {
    if (!outcome.change_id.empty() &&
        std::ranges::find(pending, outcome.change_id) == pending.end()) {
      pending.push_back(outcome.change_id);
    }
  }
  const std::int64_t start = world.clock.monotonic_ms();
  while (!pending.empty()) {
    const auto body = aws.call(route53::get_change(pending.back()));
    if (!body) return std::unexpected(body.error().error);
    const auto change = route53::read_change_info(*body);
    if (!change) return fail(Errc::retry, concat({"Route 53 GetChange: ", change.error().what}));
    if (change->in_sync) {
      pending.pop_back();
      continue;
    }
    const std::int64_t waited_ms = world.clock.monotonic_ms() - start;
    if (waited_ms >= kLongestWait_ms) {
      return fail(Errc::retry,
                  "the change is written, but not yet on every Route 53 server after " +
                      duration_text(waited_ms / 1000) +
                      "; it will be soon, nothing more is needed");
    }
    if (world.terminal.err_is_terminal()) {
      world.terminal.err(
          concat({"\rwaiting for Route 53's servers: ", duration_text(waited_ms / 1000), " "}));
    }
    world.clock.sleep_ms(kPollInterval_ms);
  }
  if (world.terminal.err_is_terminal()) world.terminal.err("\r\x1b[K");
  return {};
}

}  // namespace

Result<ExitStatus> update_command(World& world, const Options& options) {
  TRY(check_options(options));
  TRY_ASSIGN(const Setup setup, load_setup(world, options.config_file));
  if (options.wait && setup.config.via == Via::gateway) {
    return fail(Errc::usage,
                "--wait with via = gateway: the companion names no change to wait for");
  }
  TRY_ASSIGN(const auto given, given_address(options, setup.config));

  PassOrder order;
  order.given = given;
  // A person who asks wants to know what is so now; cron does not.
  order.after_event = !options.if_due;
  order.mode = {.force = options.force, .dry_run = options.dry_run, .only_if_due = options.if_due};
  order.because = "wan53 update";
  Session session(world, setup);
  LevelLog log(world.log, setup.config.log_level);
  auto pass = run_pass(world, setup, order, session, log);
  if (!pass) return pass_on(pass.error());
  if (pass->trouble) return std::unexpected(*std::move(pass->trouble));
  if (!pass->due) {
    if (options.json) world.terminal.out(not_due_json());
    TRY(pass->saved);
    return kExitDone;
  }
  // The daemon keeps its next look in mind, and this round may have moved it.
  if (!options.dry_run) world.bus.send(setup.places.socket(), kUpdated);
  const RoundResult& result = pass->result;
  const ExitStatus status = exit_status(result.outcomes);
  Status synced;
  if (options.wait) {
    TRY_ASSIGN(AwsClient * aws, session.open(0));
    synced = wait_for_sync(world, *aws, result.outcomes);
  }
  world.terminal.out(options.json ? round_json(result, status) : round_text(result));
  if (!options.json) world.terminal.err(round_errors(result));
  TRY(pass->saved);
  TRY(synced);
  return status;
}

}  // namespace wan53
