// SPDX-License-Identifier: MIT
// The companion: one event, one round of the router's own algorithm (publish/route53_publisher,
// publish/announce), one datum and one reply. Keeps connections, signing keys and zone ids from one
// invocation to the next, and no files.
//
// The datum `Change`, 1 or 0, is sent for every event, also for one that is refused or fails; an
// event that names a host and is not refused sends it once more with dimension Host, which costs
// the owner by the name.
#pragma once

#include <cstdint>
#include <vector>

#include "ddns/state.h"
#include "lambda/deadline.h"
#include "lambda/event.h"
#include "lambda/runtime.h"
#include "lambda/settings.h"
#include "publish/aws_client.h"

namespace wan53 {

// The ports that it runs on.
struct LambdaWorld {
  Clock& clock;
  Random& random;
  LimitedHttp& http;  // to the services
  Log& log;
  std::int64_t (*wall_ms)();  // since 1970
};

class Handler final : public Function {
 public:
  Handler(const LambdaWorld& world, Settings settings, AwsSetup setup);

  Answer handle(const Invocation& invocation) override;

 private:
  Answer run(const Event& event);
  Answer refuse(const Event& event, const Refusal& refusal);
  Answer reply_to(const Event& event, const Outcome& outcome,
                  const std::vector<std::string>& warnings);
  // `host`: that the datum is sent for once more; null: none.
  void count(const DnsName* host, bool changed, std::vector<std::string>& warnings);
  void remember(const Outcome& outcome);

  LambdaWorld world_;
  Settings settings_;
  std::string metric_namespace_;  // settings_' own is empty: the datum is sent from here
  Deadline deadline_;
  DeadlineClock clock_;
  DeadlineHttp http_;
  AwsClient aws_;
  State state_;                        // zone ids
  std::vector<RecordReport> reports_;  // records that need the owner, and of which he was told
};

}  // namespace wan53
