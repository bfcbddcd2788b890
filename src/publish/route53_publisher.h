// SPDX-License-Identifier: MIT
// The `route53` publisher: reads what is published, plans the changes, and writes one change batch
// per zone; if that is refused and no single statement of `wan53 iam-policy` allows all of it, one
// for each statement.
//
// A failed read never leads to a write, and one read never leads to two writes. If Route 53 did not
// take a write (throttling, a busy zone), up to kMaxTries - 1 further attempts read and write
// again. If the result of a write is unknown, one further attempt reads again, and writes if the
// first write had no effect. If the result is unknown even then, the outcome is
// OutcomeKind::unconfirmed.
//
// A change is told once, by the round that learns of it. If that is a later one, because the
// process ended or the reply was lost, its outcome is OutcomeKind::created or changed, too: Route
// 53 lists what is desired, and `unconfirmed` or `remembered` says that it did not before.
//
// Which zone holds a name is a fact of Route 53, which may change: a zone id from an earlier round
// is looked up again if `look_up_zones` says so, if Route 53 refuses anything in that zone, and if
// the record must not be written there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/aws_client.h"
#include "ddns/outcome.h"
#include "ddns/plan.h"
#include "ddns/state.h"
#include "publish/listing.h"
#include "publish/publish_options.h"
#include "publish/write_ahead.h"
#include "publish/zones.h"

namespace wan53 {

class Route53Publisher {
 public:
  // `remembered` supplies zone ids found in earlier rounds, and what was published then;
  // `unconfirmed` the writes whose result they did not learn. If `write_ahead` is null, nothing is
  // kept for later rounds. `dns` may be null (see Zones). All references outlive it.
  Route53Publisher(AwsClient& aws, Clock& clock, Random& random, Dns* dns, const State& remembered,
                   PublishOptions options, std::vector<UnconfirmedWrite> unconfirmed = {},
                   WriteAhead* write_ahead = nullptr)
      : aws_(aws),
        clock_(clock),
        random_(random),
        remembered_(remembered),
        options_(options),
        unconfirmed_(std::move(unconfirmed)),
        write_ahead_(write_ahead),
        zones_(aws, dns) {}

  // Returns one outcome per record, in the same order.
  std::vector<Outcome> publish(const DesiredRecords& desired);

  // Of the zones that were looked up (see Zones).
  const std::vector<std::string>& zone_notes() const { return zones_.notes(); }
  // True if remembered zones need no look-up in the next round.
  bool zones_are_certain() const { return zones_are_certain_ && zones_.is_certain(); }

 private:
  // The progress of one record.
  struct Work {
    const DesiredRecord& desired;
    std::string zone_id = {};              // empty until it is found
    bool zone_is_old = false;              // found in an earlier round, not in this one
    std::optional<Plan> plan = {};         // from the last read
    std::optional<Plan> unconfirmed = {};  // what was written with unknown result
    std::optional<Error> error = {};       // why the last attempt failed; empty if it did not
    std::string change_id = {};            // of an accepted change batch
  };
  // The works of one zone, or of one name in one zone.
  using Group = std::vector<Work*>;

  static const Plan* effective_plan(const Work& work);
  static bool same_zone(const Work& a, const Work& b);
  static OutcomeKind outcome_kind_of(const Work& work);
  static void set_error(Work& work, const Error& error);
  std::optional<Plan> write_of_earlier_round(const DesiredRecord& desired) const;
  void remember_ahead(const Group& changes);
  void attempt(const Group& works);
  void find_zone(Work& work);
  bool is_in_another_zone(Work& work);
  void read_zone(const Group& works);
  void read_and_plan(Listing& listing, const Group& same_name);
  void make_plan(Work& work, const std::vector<route53::RecordSet>& listed);
  void write_zone(const Group& changes);
  void write_batch(const Group& changes);
  void failed_to_write(const Group& changes, const Error& error);
  Outcome make_outcome(const Work& work) const;

  AwsClient& aws_;
  Clock& clock_;
  Random& random_;
  const State& remembered_;
  PublishOptions options_;
  std::vector<UnconfirmedWrite> unconfirmed_;
  WriteAhead* write_ahead_;
  Zones zones_;
  bool zones_are_certain_ = true;
  Group to_retry_;  // failed in this attempt, may succeed in the next
  std::optional<Milliseconds> retry_after_;
};

}  // namespace wan53
