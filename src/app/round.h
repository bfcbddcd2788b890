// SPDX-License-Identifier: MIT
// One round: observe, plan, publish, announce, remember. The algorithm of the whole program; the
// rest feeds it or shows what it did.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/aws_client.h"
#include "app/memory.h"
#include "app/publish.h"
#include "app/setup.h"
#include "app/world.h"
#include "ddns/outcome.h"

namespace wan53 {

struct RoundResult {
  std::vector<Outcome> outcomes;      // one per configured record, in the config's order
  std::vector<std::string> warnings;  // the records are right, but a message or a metric failed
};

// The part before any request: what each record should say. Their kind is `waiting` or `refused`,
// or the plan has an address and the kind means nothing yet.
std::vector<Outcome> plan_addresses(World& world, const Config& config,
                                    const std::optional<Address>& given);

// Publishes and announces `outcomes` (from plan_addresses) and puts what came of it into `memory`.
// A dry run reads and plans only.
RoundResult run_round(World& world, AwsClient& aws, const Setup& setup, PublishMode mode,
                      std::vector<Outcome> outcomes, Memory& memory);

// Why a round is due, or nothing when `recent` is fresh: the same config and observations as in the
// last round, which was right and not longer ago than check-interval, or which failed and whose
// back-off still runs.
std::optional<std::string> why_due(const std::vector<Outcome>& outcomes, const Setup& setup,
                                   const Volatile& recent, UtcSeconds now);

}  // namespace wan53
