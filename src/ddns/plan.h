// SPDX-License-Identifier: MIT
// The decision: what a round does about one record, and why. Pure, so that every case is a row of
// tests/unit/plan_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/route53.h"
#include "base/result.h"
#include "ddns/address.h"
#include "ddns/config.h"

namespace wan53 {

// What was seen for one record's source and family, or why nothing was.
struct Observation {
  // One address; several from `wan-all`. Errc::user when only the user can mend it, else it may
  // come later.
  Result<std::vector<Address>> addresses;
  std::string from;       // the source's name, for messages: "eth0", "wan0", "static", "--ip"
  bool settling = false;  // one is missing, and it may come without any event: look again soon
  std::string interface_name = {};  // the WAN's, which has the address or stands before it
};

// "203.0.113.7", and several joined by ",".
std::string text_of(const std::vector<Address>& addresses);

enum class Intent : std::uint8_t {
  abort,   // we do not know what is right, or must not touch what is there: leave it
  keep,    // the published record says it already
  create,  // there is none yet
  update,  // its value or TTL differs, or the user forces it
};

struct Plan {
  Intent intent = Intent::abort;
  Errc why_abort = Errc::bug;      // with abort: wait, user, or retry after a garbled listing
  std::string reason;              // one sentence for log, status and the web page
  std::vector<Address> addresses;  // what shall be published; none when that is unknown
  // ... and with which TTL: the config's, but a weighted member keeps the one it has, since Route
  // 53 wants one TTL for all members.
  std::uint32_t ttl = 0;
  std::string old_values;  // what is published, joined by ","; "none" without a record set
  std::string record_set;  // with create and update: the <ResourceRecordSet> to UPSERT
};

// What can be said before reading what is published: the addresses to publish, or the abort. Of
// several, those that may not be published are left out.
Plan plan_address(const RecordConfig& record, const Observation& observation, bool allow_private);

// The rest. `wanted` is plan_address's answer with its addresses; `listed` holds the record sets of
// the record's name and type (others are passed over), in any order.
Plan plan_record(const RecordConfig& record, Plan wanted,
                 const std::vector<route53::RecordSet>& listed, bool force);

}  // namespace wan53
