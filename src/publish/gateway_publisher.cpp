// SPDX-License-Identifier: MIT
#include "publish/gateway_publisher.h"

#include "aws/gateway.h"
#include "base/text.h"

namespace wan53 {
namespace {

void plan(Outcome& outcome, const PublishedState* known) {
  const bool same = known != nullptr && known->value == outcome.observed;
  outcome.kind = same ? OutcomeKind::unchanged : OutcomeKind::planned;
  outcome.text = outcome.plan.reason = concat(
      {"would ask the gateway for ", outcome.observed, same ? ", which it confirmed before" : ""});
}

void ask(AwsClient& aws, const Config& config, Outcome& outcome,
         std::vector<std::string>& warnings) {
  const RecordConfig& record = outcome.record;
  AwsRequest request = gateway_request(config.gateway_url, config.region, record.name,
                                       outcome.observed, outcome.interface_name);
  // The companion may compare it with the caller's address, within one family. A gateway need not
  // have an IPv6 address; where it has, curl tries that first.
  if (record.family == Family::ipv4) request.ip_version = 4;
  const auto body = aws.call(request);
  if (!body) return settle(outcome, body.error().error);
  const auto reply = read_gateway_reply(*body, record.name, outcome.observed);
  if (!reply) return settle(outcome, reply.error());
  for (const auto& warning : reply->warnings) {
    warnings.push_back(concat({label(record), ": the companion: ", warning}));
  }
  outcome.plan.old_values = reply->old_values;
  if (!reply->changed) {
    outcome.kind = OutcomeKind::unchanged;
    outcome.text = concat({outcome.observed, " is published already"});
    return;
  }
  outcome.kind = reply->old_values == "none" ? OutcomeKind::created : OutcomeKind::changed;
  outcome.text =
      concat({"from ", printable(reply->old_values), " to ", outcome.observed, " by the gateway"});
}

// True when a round before this one had the companion's word, which is still fresh.
bool keep(Outcome& outcome, const RecordReport* report, std::int64_t confirmed_after_ms) {
  if (report == nullptr || report->observed != outcome.observed || report->confirmed_ms == 0 ||
      report->confirmed_ms <= confirmed_after_ms) {
    return false;
  }
  outcome.kind = OutcomeKind::unchanged;
  outcome.confirmed_before = true;
  outcome.text = concat({outcome.observed, " was confirmed by an earlier round"});
  return true;
}

}  // namespace

std::vector<std::string> publish_by_gateway(AwsClient& aws, const Config& config,
                                            const State& state, const Volatile& recent,
                                            PublishMode mode, std::int64_t now_ms,
                                            std::vector<Outcome>& outcomes) {
  std::vector<std::string> warnings;
  for (auto& outcome : outcomes) {
    if (outcome.plan.addresses.empty()) continue;
    const RecordKey key = key_of(outcome.record);
    if (mode.only_if_due &&
        keep(outcome, recent.find(key), now_ms - config.check_interval_s * 1'000)) {
      continue;
    }
    if (mode.dry_run) {
      plan(outcome, state.find(key));
    } else {
      ask(aws, config, outcome, warnings);
    }
  }
  return warnings;
}

}  // namespace wan53
