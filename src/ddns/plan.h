// SPDX-License-Identifier: MIT
// The decision: what a round does about one record, and why. Pure, so that every case is a row of
// tests/unit/plan_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "aws/route53.h"
#include "base/result.h"
#include "ddns/detection.h"

namespace wan53 {

// In each, `published` is what Route 53 lists now (several values joined by ","), `ttl` what the
// record set has or will have, and `reason` one sentence for log, status and the web page.

// The published record set is right.
struct Keep {
  std::string published;
  std::uint32_t ttl = 0;
  std::string reason;
};
// There is none yet. `record_set` is the <ResourceRecordSet> to UPSERT.
struct Create {
  std::uint32_t ttl = 0;
  std::string record_set;
  std::string reason;
};
// Its value or TTL differs, or the user forces a write.
struct Update {
  std::string published;
  std::uint32_t ttl = 0;
  std::string record_set;
  std::string reason;
};
// It must not be touched: Errc::user if only the user can change that, Errc::retry if the listing
// was garbled.
struct Refuse {
  Error why;
};
using Plan = std::variant<Keep, Create, Update, Refuse>;

// Of a Create "none", of a Refuse empty: nobody knows.
std::string old_values_of(const Plan& plan);
std::uint32_t ttl_of(const Plan& plan);  // 0 of a Refuse
const std::string& reason_of(const Plan& plan);
// Null if nothing is to be written.
const std::string* record_set_to_write(const Plan& plan);

// `listed` holds the record sets of the record's name, in any order; those of other types count only
// where they stand in the way.
Plan plan_record(const DesiredRecord& desired, const std::vector<route53::RecordSet>& listed,
                 bool force);

}  // namespace wan53
