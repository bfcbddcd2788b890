// SPDX-License-Identifier: MIT
// Tells the owner what a round did: an SNS message per record worth one, one CloudWatch datum per
// round.
//
// An announcement that fails does not affect the records: it is only a warning.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/aws_client.h"
#include "ddns/config.h"
#include "ddns/outcome.h"
#include "ddns/recent.h"

namespace wan53 {

// What was sent, and what became of it.
struct Announced {
  std::optional<Delivery> message = {};  // the last one; none if no record was worth one
  std::optional<Delivery> datum = {};
  std::vector<std::string> warnings = {};  // one sentence per announcement that failed
};

// `config.notify` decides which records get a message: changed and created ones unless it is
// Notify::never, unchanged ones only if it is Notify::always. A record that is refused now and was
// not refused in `previous` (the last round's reports) always gets one. The datum `Change` is the
// number of records changed or created; it is sent even if that is 0.
Announced announce(AwsClient& aws, const Config& config, const std::vector<Outcome>& outcomes,
                   const std::vector<RecordReport>& previous);

// Sends it; `to` is kept in what is returned.
Delivery deliver(AwsClient& aws, const AwsRequest& request, const std::string& to);

}  // namespace wan53
