// SPDX-License-Identifier: MIT
#include "cycle/round.h"

#include <algorithm>

#include "publish/announce.h"
#include "publish/gateway_publisher.h"
#include "publish/route53_publisher.h"

namespace wan53 {
namespace {

// Publishes the desired records. The outcomes are in their order.
Round publish_desired(const Ports& ports, AwsClient& aws, const Settings& settings,
                      const PublishOptions& options, std::optional<Moment> confirmed_after,
                      const std::vector<DesiredRecord>& desired, const Memory& memory,
                      WriteAhead& write_ahead) {
  switch (settings.config.via) {
    case Via::gateway: {
      GatewayPublisher publisher(aws, ports.clock, settings.config, memory);
      if (options.dry_run) return {publisher.dry_run(desired), {}};
      auto outcomes = publisher.publish(desired, confirmed_after);
      return {std::move(outcomes), publisher.warnings()};
    }
    case Via::route53:
      break;
  }
  Route53Publisher publisher(aws, ports.clock, ports.random, memory.state, options,
                             memory.recent.unconfirmed, &write_ahead);
  return {publisher.publish(desired), {}};
}

}  // namespace

Outcome outcome_without_address(const DetectedRecord& detected) {
  return failed_outcome(detected.record, detected.desired.error(), detected.detection.source_name,
                        detected.observed());
}

Round run_round(const Ports& ports, AwsClient& aws, const Settings& settings,
                const PublishOptions& options, std::optional<Moment> confirmed_after,
                const std::vector<DetectedRecord>& detected, const Memory& memory,
                WriteAhead& write_ahead) {
  std::vector<DesiredRecord> desired;
  for (const auto& record : detected) {
    if (record.desired) desired.push_back(*record.desired);
  }
  Round published =
      publish_desired(ports, aws, settings, options, confirmed_after, desired, memory, write_ahead);
  Round round{{}, std::move(published.warnings)};
  auto next = published.outcomes.begin();
  for (const auto& record : detected) {
    round.outcomes.push_back(record.desired ? std::move(*next++) : outcome_without_address(record));
  }
  // If all records wait for an address, there is nothing to announce, and probably no network.
  const bool all_wait = std::ranges::all_of(
      round.outcomes, [](const Outcome& outcome) { return outcome.kind == OutcomeKind::waiting; });
  if (!options.dry_run && !all_wait && settings.config.via == Via::route53) {
    round.warnings = announce(aws, settings.config, round.outcomes, memory.recent.records);
  }
  return round;
}

}  // namespace wan53
