// SPDX-License-Identifier: MIT
// The companion. For each event it runs one round of the router's own algorithm
// (publish/route53_publisher, publish/announce), counts and gives one reply. It keeps connections,
// signing keys and zone ids for the next invocation, but no files. It asks no DNS: its resolver may
// be that of a private network, so a zone is delegated if the zone above says so.
//
// The datum `Change`, 1 or 0, is counted for every event, even one that is refused or fails: one
// line of its own on stdout, from which CloudWatch Logs takes the metric. If an event names a host
// and is not refused, it is counted with dimension Host, too, unless WAN53_HOST_METRICS is no: the
// owner pays for each such name.
#pragma once

#include <cstdint>
#include <vector>

#include "access/aws_client.h"
#include "ddns/recent.h"
#include "lambda/companion_settings.h"
#include "lambda/deadline.h"
#include "lambda/event.h"
#include "lambda/runtime.h"
#include "settings/ports.h"

namespace wan53 {

// The ports that the companion uses.
struct LambdaPorts {
  Port<Clock> clock;
  Port<Random> random;
  Port<LimitedHttp> http;  // to the AWS services
  Port<Log> log;
  Port<Terminal> terminal;  // for the metric alone
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
  // With dimension Host, too, unless `host` is empty.
  void count(std::string_view host, bool changed);
  void remember(const Outcome& outcome);

  LambdaPorts ports_;
  CompanionSettings settings_;
  std::string metric_namespace_;  // moved out of settings_, since `announce` would send the datum
  Deadline deadline_;
  DeadlineClock clock_;
  DeadlineHttp http_;
  AwsClient aws_;
  State state_;  // zone ids, none found before `zones_since_`
  Moment zones_since_;
  std::vector<RecordReport> reports_;  // records that need the owner, who has been told
};

}  // namespace wan53
