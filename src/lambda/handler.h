// SPDX-License-Identifier: MIT
// The companion. For each event it runs one round of the router's own algorithm
// (publish/route53_publisher, publish/announce), sends one datum and gives one reply. It keeps
// connections, signing keys and zone ids for the next invocation, but no files. It asks no DNS: its
// resolver may be that of a private network, so a zone is delegated if the zone above says so.
//
// The datum `Change`, 1 or 0, is sent for every event, even one that is refused or fails. If an
// event names a host and is not refused, the datum is sent with dimension Host, too; the owner pays
// for each such name.
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

// The ports that the companion uses.
struct LambdaPorts {
  Port<Clock> clock;
  Port<Random> random;
  Port<LimitedHttp> http;  // to the AWS services
  Port<Log> log;
  WallMs (*wall_ms)();
};

class Handler final : public Function {
 public:
  Handler(const LambdaPorts& ports, CompanionSettings settings, AwsAccess access);

  Answer handle(const Invocation& invocation) override;

 private:
  Answer run(const Event& event);
  Answer answer_refusal(const Event& event, const Error& refusal);
  Answer reply_to(const Event& event, const Outcome& outcome,
                  const std::vector<std::string>& warnings);
  // Sends the datum, and a second one with dimension Host unless `host` is null.
  void count(const DnsName* host, bool changed, std::vector<std::string>& warnings);
  void remember(const Outcome& outcome);

  LambdaPorts ports_;
  CompanionSettings settings_;
  std::string metric_namespace_;  // moved out of settings_, since `count` sends the datum
  Deadline deadline_;
  DeadlineClock clock_;
  DeadlineHttp http_;
  AwsClient aws_;
  State state_;  // zone ids, none found before `zones_since_`
  Moment zones_since_;
  std::vector<RecordReport> reports_;  // records that need the owner, who has been told
};

}  // namespace wan53
