// SPDX-License-Identifier: MIT
// One round: publish what was detected, and announce the outcomes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/aws_client.h"
#include "ddns/outcome.h"
#include "ddns/recent.h"
#include "detect/detect.h"
#include "publish/publish_options.h"
#include "publish/write_ahead.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

struct Round {
  std::vector<Outcome> outcomes;  // one per configured record, in the config's order
  // The records are right, but a message or a metric failed, or a longer zone is not delegated yet.
  std::vector<std::string> warnings;
  std::optional<Delivery> message = {};  // the last one that was sent
  std::optional<Delivery> datum = {};
};

// A record with an error in place of a desired record gets an outcome that says why. With a
// gateway, no request is sent for a record that the companion confirmed after `confirmed_after`. A
// dry run only reads and plans. Remembers in `memory` how zones were found, and `write_ahead` each
// write before it is sent; `remember_round` does the rest.
Round run_round(const Ports& ports, AwsClient& aws, const Settings& settings,
                const PublishOptions& options, std::optional<Moment> confirmed_after,
                const std::vector<DetectedRecord>& detected, Memory& memory,
                WriteAhead& write_ahead);

// The outcome of a record for which nothing can be published now.
Outcome outcome_without_address(const DetectedRecord& detected);

}  // namespace wan53
