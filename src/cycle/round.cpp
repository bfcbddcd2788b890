// SPDX-License-Identifier: MIT
#include "cycle/round.h"

#include <algorithm>

#include "publish/announce.h"
#include "publish/gateway_publisher.h"
#include "publish/route53_publisher.h"

namespace wan53 {
namespace {

Round publish_directly(const Ports& ports, AwsClient& aws, const Settings& settings,
                       PublishOptions options, const DesiredRecords& desired, Memory& memory,
                       WriteAhead& write_ahead) {
  const std::string& key = aws.proof_digest();
  const Moment now = ports.clock->now();
  auto& search = memory.recent.zone_search;
  options.look_up_zones = options.force || !search || search->key != key ||
                          memory.recent.config_digest != settings.config_digest ||
                          now - search->at >= kZonesKnownFor;
  Route53Publisher publisher(aws, ports.clock, ports.random, &static_cast<Dns&>(ports.dns),
                             memory.state, options, memory.recent.unconfirmed, &write_ahead);
  Round round{publisher.publish(desired), {}};
  if (options.look_up_zones) search = {now, key, publisher.zone_notes()};
  round.warnings = search->notes;
  if (!publisher.zones_are_certain()) search.reset();
  return round;
}

// Publishes the desired records. The outcomes are in their order.
Round publish_desired(const Ports& ports, AwsClient& aws, const Settings& settings,
                      const PublishOptions& options, std::optional<Moment> confirmed_after,
                      const DesiredRecords& desired, Memory& memory, WriteAhead& write_ahead) {
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
  return publish_directly(ports, aws, settings, options, desired, memory, write_ahead);
}

}  // namespace

Outcome outcome_without_address(const DetectedRecord& detected) {
  return failed_outcome(detected.record, detected.desired.error(), detected.detection.source_name,
                        detected.observed());
}

Round run_round(const Ports& ports, AwsClient& aws, const Settings& settings,
                const PublishOptions& options, std::optional<Moment> confirmed_after,
                const std::vector<DetectedRecord>& detected, Memory& memory,
                WriteAhead& write_ahead) {
  DesiredRecords desired;
  for (const auto& record : detected) {
    if (record.desired) desired.push_back(&*record.desired);
  }
  Round round =
      publish_desired(ports, aws, settings, options, confirmed_after, desired, memory, write_ahead);
  auto next = round.outcomes.begin();
  std::vector<Outcome> outcomes;
  for (const auto& record : detected) {
    outcomes.push_back(record.desired ? std::move(*next++) : outcome_without_address(record));
  }
  round.outcomes = std::move(outcomes);
  // If all records wait for an address, there is nothing to announce, and probably no network.
  const bool all_wait = std::ranges::all_of(round.outcomes, is_waiting, &Outcome::kind);
  if (!options.dry_run && !all_wait && settings.config.via == Via::route53) {
    auto announced = announce(aws, settings.config, round.outcomes, memory.recent.records);
    std::ranges::move(announced.warnings, std::back_inserter(round.warnings));
    round.message = std::move(announced.message);
    round.datum = std::move(announced.datum);
  }
  return round;
}

}  // namespace wan53
