// SPDX-License-Identifier: MIT
// Has the gateway's companion make the desired records true: one request per record, and the
// companion compares, writes and announces. The `gateway` publisher.
//
// The companion reads before it writes, so what became of a request without a reply is settled by
// sending it again; what stays unknown is OutcomeKind::unconfirmed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ddns/config.h"
#include "ddns/detection.h"
#include "ddns/outcome.h"
#include "ddns/recent.h"
#include "publish/aws_client.h"

namespace wan53 {

class GatewayPublisher {
 public:
  // `memory` says what the companion confirmed before. All references outlive it.
  GatewayPublisher(AwsClient& aws, const Clock& clock, const Config& config, const Memory& memory)
      : aws_(aws), clock_(clock), config_(config), memory_(memory) {}

  // One outcome per record, in the same order. What the companion confirmed after
  // `confirmed_after` is not asked again.
  std::vector<Outcome> publish(const std::vector<DesiredRecord>& desired,
                               std::optional<Moment> confirmed_after);
  // Asks nobody: compares with what was remembered.
  std::vector<Outcome> plan(const std::vector<DesiredRecord>& desired) const;

  // The companion's: the records are right, but a message or a metric failed.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  Outcome ask(const DesiredRecord& desired);

  AwsClient& aws_;
  const Clock& clock_;
  const Config& config_;
  const Memory& memory_;
  std::vector<std::string> warnings_;
};

}  // namespace wan53
