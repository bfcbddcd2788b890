// SPDX-License-Identifier: MIT
// Makes Route 53 say what is desired: reads what is published, plans the rest, and writes one change
// batch per zone. The `route53` publisher.
//
// A failed read never leads to a write. A write is never sent twice on the strength of one read:
// after one that Route 53 did not take (throttling, a busy zone), up to kMaxTries - 1 further
// attempts read and write again; after one whose fate is unknown a single one does, and what that
// cannot settle stays OutcomeKind::unconfirmed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ddns/outcome.h"
#include "ddns/plan.h"
#include "ddns/state.h"
#include "publish/aws_client.h"
#include "publish/publish_options.h"
#include "publish/zones.h"

namespace wan53 {

class Route53Publisher {
 public:
  // `remembered` supplies zone ids found in earlier rounds. All references outlive it.
  Route53Publisher(AwsClient& aws, Clock& clock, Random& random, const State& remembered,
                   PublishOptions options)
      : aws_(aws),
        clock_(clock),
        random_(random),
        remembered_(remembered),
        options_(options),
        zones_(aws) {}

  // One outcome per record, in the same order.
  std::vector<Outcome> publish(const std::vector<DesiredRecord>& desired);

 private:
  // How far one record has come.
  struct Work {
    const DesiredRecord& desired;
    std::string zone_id = {};         // empty until it is found
    std::optional<Plan> plan = {};    // from the last reading
    std::optional<Plan> unsure = {};  // what was written, and its fate is unknown
    std::optional<Error> error = {};  // why the last attempt failed; empty if it did not
    std::string change_id = {};       // of an accepted change batch
  };
  // Works of one zone, or of one zone and name.
  using Group = std::vector<Work*>;

  static const Plan* effective_plan(const Work& work);
  static OutcomeKind kind_of(const Work& work);
  static void fail(Work& work, const Error& error);
  void attempt(const Group& works);
  void find_zone(Work& work);
  void read_and_plan(const Group& same_name);
  void plan(Work& work, const std::vector<route53::RecordSet>& listed);
  Result<std::vector<route53::RecordSet>> list(const std::string& zone_id, const Group& same_name);
  void write_zone(const Group& changes);
  void write_batch(const Group& changes);
  void failed_to_write(const Group& changes, const Error& error);
  bool is_stale(const std::string& zone_id) const;
  Outcome outcome_of(const Work& work) const;

  AwsClient& aws_;
  Clock& clock_;
  Random& random_;
  const State& remembered_;
  PublishOptions options_;
  Zones zones_;
  std::vector<std::string> stale_zone_ids_;  // remembered, but gone
  Group to_retry_;                           // writes of this attempt that failed for now
  std::optional<Milliseconds> retry_after_;
};

}  // namespace wan53
