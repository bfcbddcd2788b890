// SPDX-License-Identifier: MIT
// One round: plan, publish, announce, remember. The algorithm of the whole program; the rest feeds
// it or shows what it did.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cycle/memory.h"
#include "ddns/outcome.h"
#include "publish/aws_client.h"
#include "publish/route53_publisher.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

struct RoundResult {
  std::vector<Outcome> outcomes;      // one per configured record, in the config's order
  std::vector<std::string> warnings;  // the records are right, but a message or a metric failed
};

// Publishes and announces `outcomes` (from detect/detect) and puts what came of it into `memory`. A
// dry run reads and plans only.
RoundResult run_round(World& world, AwsClient& aws, const Setup& setup, PublishMode mode,
                      std::vector<Outcome> outcomes, Memory& memory);

// When no round is due: why a record has no address now, which may be another reason than in the
// last round. Takes the other records' outcomes, which mean nothing yet, out of `outcomes`.
void remember_waiting(std::vector<Outcome>& outcomes, UtcSeconds now, std::int64_t now_ms,
                      Volatile& recent);

// After an event that came too soon after a failed round for another one: that one is due as soon
// as it may be.
void hasten_after_event(Volatile& recent);

// No round could run at all, for want of keys or certificates: the next one is due after a
// back-off.
void remember_trouble(World& world, const Setup& setup, const Error& error, Volatile& recent);

// False when `recent` is fresh: the same config and observations as in the last round, which was
// right and not longer ago than check-interval, or which failed and whose back-off still runs. An
// event cuts a passing fault's back-off short, at most every half minute.
bool is_due(const std::vector<Outcome>& outcomes, const Setup& setup, const Volatile& recent,
            bool after_event, std::int64_t now_ms);
// When a round becomes due though nothing changes.
std::int64_t next_round_ms(const Config& config, const Volatile& recent);

}  // namespace wan53
