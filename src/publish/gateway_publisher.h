// SPDX-License-Identifier: MIT
// The `gateway` publisher: sends the gateway's companion one request per desired record. The
// companion compares, writes and announces.
//
// The companion reads before it writes, so a request that got no reply is safe to send again. If
// its result stays unknown, the outcome is OutcomeKind::unconfirmed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/aws_client.h"
#include "ddns/config.h"
#include "ddns/detection.h"
#include "ddns/outcome.h"
#include "ddns/recent.h"

namespace wan53 {

class GatewayPublisher {
 public:
  // `memory` says what the companion confirmed before. All references outlive it.
  GatewayPublisher(AwsClient& aws, const Clock& clock, const Config& config, const Memory& memory)
      : aws_(aws), clock_(clock), config_(config), memory_(memory) {}

  // Returns one outcome per record, in the same order. That of a record whose address the companion
  // sees has it as observed and desired address. Sends no request for a record that the
  // companion confirmed after `confirmed_after`.
  std::vector<Outcome> publish(const DesiredRecords& desired,
                               std::optional<Moment> confirmed_after);
  // Sends nothing: compares the records with `memory`.
  std::vector<Outcome> dry_run(const DesiredRecords& desired) const;
  // Proves path, signature and name by a request that publishes nothing, through `interface_name`.
  // An error says what is refused, or that the gateway drops the address from requests: then the
  // companion takes the caller's own, and may just have published it.
  Status rehearse(const RecordConfig& record, const std::string& interface_name);

  // The companion's warnings: the records are right, but a message or a metric failed.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  AwsRequest request_for(const RecordConfig& record, std::string_view address,
                         const std::string& interface_name, bool by_companion) const;
  Outcome ask_companion(DesiredRecord desired);

  AwsClient& aws_;
  const Clock& clock_;
  const Config& config_;
  const Memory& memory_;
  std::vector<std::string> warnings_;
};

}  // namespace wan53
