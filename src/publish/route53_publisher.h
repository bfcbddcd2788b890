// SPDX-License-Identifier: MIT
// Makes Route 53 say what the outcomes' plans want: reads what is published, plans the rest, and
// writes one change batch per zone. The `route53` publisher.
//
// A failed read never leads to a write. A write is never sent twice on the strength of one read:
// after one that Route 53 did not take (throttling, a busy zone), up to kMaxTries - 1 further
// passes read and write again; after one whose fate is unknown a single one does, and what that
// cannot settle stays OutcomeKind::unconfirmed.
#pragma once

#include <optional>
#include <vector>

#include "ddns/outcome.h"
#include "ddns/state.h"
#include "publish/aws_client.h"
#include "publish/zones.h"

namespace wan53 {

struct PublishMode {
  bool force = false;    // write even what is published already
  bool dry_run = false;  // read and plan only
  bool create = true;    // false: a missing record set is refused, not made
  // Spare the gateway what it confirmed less than check-interval ago. (Route 53 is read for all
  // records at once.)
  bool only_if_due = false;
};

class Publisher {
 public:
  // `remembered` supplies zone ids found in earlier rounds.
  Publisher(AwsClient& aws, Clock& clock, Random& random, const State& remembered, PublishMode mode)
      : aws_(aws),
        clock_(clock),
        random_(random),
        remembered_(remembered),
        mode_(mode),
        zones_(aws) {}

  // Settles every outcome whose plan has an address; passes over the others.
  void publish(std::vector<Outcome>& outcomes);

 private:
  using Batch = std::vector<Outcome*>;

  void pass(const Batch& records);
  void find_zone(Outcome& outcome);
  void read_and_plan(const Batch& same_name);
  void plan(Outcome& outcome, const std::vector<route53::RecordSet>& listed);
  std::expected<std::vector<route53::RecordSet>, CallError> list(const std::string& zone_id,
                                                                 const Batch& same_name);
  void write_zone(const Batch& changes);
  void write_batch(const Batch& changes);
  void failed_to_write(const Batch& changes, const CallError& error);

  AwsClient& aws_;
  Clock& clock_;
  Random& random_;
  const State& remembered_;
  PublishMode mode_;
  Zones zones_;
  std::vector<std::string> stale_zone_ids_;  // remembered, but gone
  Batch again_;                              // what this pass tried to write in vain
  std::optional<std::int64_t> retry_after_ms_;
};

}  // namespace wan53
