// SPDX-License-Identifier: MIT
// The plan for one record: what a round does about it, and why. Pure, so that every case is a row
// of tests/unit/plan_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "aws/route53.h"
#include "base/result.h"
#include "ddns/detection.h"

namespace wan53 {

// In each alternative, `published` is what Route 53 lists now (values joined by ","), `ttl` is the
// TTL that the record set has or will have, and `reason` is one sentence for log, status and web
// page.

// The published record set is right.
struct Keep {
  std::string published;
  std::uint32_t ttl = 0;
  std::string reason;
};
// There is no record set yet. `record_set` is the <ResourceRecordSet> to UPSERT.
struct Create {
  std::uint32_t ttl = 0;
  std::string record_set;
  std::string reason;
};
// Its values or its TTL differ, or the user forces a write.
struct Update {
  std::string published;
  std::uint32_t ttl = 0;
  std::string record_set;
  std::string reason;
};
// The record set must not be written, and only the user can change that (Errc::user).
struct Refuse {
  Error why;
};
using Plan = std::variant<Keep, Create, Update, Refuse>;

// kNoRecordSet for a Create; empty for a Refuse, since it is unknown.
std::string old_values_of(const Plan& plan);
std::uint32_t ttl_of(const Plan& plan);  // 0 for a Refuse
const std::string& reason_of(const Plan& plan);
// Null if nothing is to be written.
const std::string* record_set_to_write(const Plan& plan);

// `listed` holds the record sets of the record's name, in any order. Of other types only a CNAME
// matters: no other record set may have its name.
Plan plan_record(const DesiredRecord& desired, const std::vector<route53::RecordSet>& listed,
                 bool force);

}  // namespace wan53
