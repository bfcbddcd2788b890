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

#include "ddns/recent.h"
#include "lambda/companion_settings.h"
#include "lambda/deadline.h"
#include "lambda/event.h"
#include "lambda/runtime.h"
#include "publish/aws_client.h"
#include "settings/ports.h"

namespace wan53 {

// The ports that it runs on.
struct LambdaPorts {
  Port<Clock> clock;
  Port<Random> random;
  Port<LimitedHttp> http;  // to the services
  Port<Log> log;
  WallMs (*wall_ms)();
};

class Handler final : public Function {
 public:
  Handler(const LambdaPorts& ports, CompanionSettings settings, AwsAccess access);

  Answer handle(const Invocation& invocation) override;

 private:
  Answer run(const Event& event);
  Answer refuse(const Event& event, const Error& refusal);
  Answer reply_to(const Event& event, const Outcome& outcome,
                  const std::vector<std::string>& warnings);
  // `host`: that the datum is sent for once more; null: none.
  void count(const DnsName* host, bool changed, std::vector<std::string>& warnings);
  void remember(const Outcome& outcome);

  LambdaPorts ports_;
  CompanionSettings settings_;
  std::string metric_namespace_;  // settings_' own is empty: the datum is sent from here
  Deadline deadline_;
  DeadlineClock clock_;
  DeadlineHttp http_;
  AwsClient aws_;
  State state_;                        // zone ids
  std::vector<RecordReport> reports_;  // records that need the owner, who was told of them
};

}  // namespace wan53
