// SPDX-License-Identifier: MIT
// Tells the owner what a round did: an SNS message per record worth one, one CloudWatch datum per
// round.
//
// The records stand whatever becomes of the announcement: what fails here is a warning.
#pragma once

#include <string>
#include <vector>

#include "ddns/config.h"
#include "ddns/outcome.h"
#include "ddns/recent.h"
#include "publish/aws_client.h"

namespace wan53 {

// Messages by `notify`: changed and created records, with Notify::always unchanged ones too; a
// record that newly needs the user (not so in `previous`, the last round's reports) always. The
// datum `Change` is the number of records changed or created, 0 when there is none. Returns one
// sentence per announcement that failed.
std::vector<std::string> announce(AwsClient& aws, const Config& config,
                                  const std::vector<Outcome>& outcomes,
                                  const std::vector<RecordReport>& previous);

}  // namespace wan53
