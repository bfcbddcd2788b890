// SPDX-License-Identifier: MIT
// One round: publish what was detected, and announce what came of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ddns/outcome.h"
#include "ddns/recent.h"
#include "detect/detect.h"
#include "publish/aws_client.h"
#include "publish/publish_options.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

struct Round {
  std::vector<Outcome> outcomes;      // one per configured record, in the config's order
  std::vector<std::string> warnings;  // the records are right, but a message or a metric failed
};

// Records without a desired state get the outcome that says why. With a gateway, what the companion
// confirmed after `confirmed_after` is not asked again. A dry run reads and plans only.
Round run_round(const Ports& ports, AwsClient& aws, const Settings& settings,
                const PublishOptions& options, std::optional<Moment> confirmed_after,
                const std::vector<DetectedRecord>& detected, const Memory& memory);

// Of a record for which nothing can be published now.
Outcome outcome_without_address(const DetectedRecord& detected);

}  // namespace wan53
