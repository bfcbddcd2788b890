// SPDX-License-Identifier: MIT
// The plan for one record: what a round does about it, and why. Pure, so that every case is a row
// of tests/unit/plan_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "aws/route53.h"
#include "ddns/detection.h"

namespace wan53 {

enum class PlanKind : std::uint8_t {
  keep,    // the published record set is right
  create,  // there is no record set yet
  update,  // its values or its TTL differ, or the user forces a write
  refuse,  // it must not be written, and only the user can change that (Errc::user)
};

struct Plan {
  PlanKind kind;
  // What Route 53 lists now: values joined by ",", or kNoRecordSet; empty for `refuse`.
  std::string published;
  std::uint32_t ttl = 0;   // that the record set has or will have; 0 for `refuse`
  std::string record_set;  // the <ResourceRecordSet> to UPSERT; empty if nothing is to be written
  std::string reason;      // one sentence for log, status and web page
};

// `listed` holds the record sets of the record's name, in any order. Of other types only a CNAME
// matters: no other record set may have its name.
Plan plan_record(const DesiredRecord& desired, const std::vector<route53::RecordSet>& listed,
                 bool force);

}  // namespace wan53
