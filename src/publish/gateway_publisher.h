// SPDX-License-Identifier: MIT
// Has the gateway's companion make the outcomes' plans true: one request per record, and the
// companion compares, writes and tells. The `gateway` publisher.
//
// The companion reads before it writes, so what became of a request without a reply is settled by
// sending it again; what stays unknown is OutcomeKind::unconfirmed.
#pragma once

#include <vector>

#include "ddns/config.h"
#include "ddns/outcome.h"
#include "ddns/state.h"
#include "publish/aws_client.h"
#include "publish/route53_publisher.h"

namespace wan53 {

// Settles every outcome whose plan has an address; passes over the others. `state` is what a dry
// run compares with, since it asks nobody; `recent` says when the companion last confirmed what.
// Returns the companion's warnings.
std::vector<std::string> publish_by_gateway(AwsClient& aws, const Config& config,
                                            const State& state, const Volatile& recent,
                                            PublishMode mode, std::int64_t now_ms,
                                            std::vector<Outcome>& outcomes);

}  // namespace wan53
