// SPDX-License-Identifier: MIT
// What was seen at a record's source, and what the record should therefore say: the first two steps
// of event → detection → desired record → plan → outcome. Pure.
#pragma once

#include <string>

#include "base/result.h"
#include "ddns/address_set.h"
#include "ddns/config.h"

namespace wan53 {

// What one source showed for one address family.
struct Detection {
  // One address, several from `wan-all`, or why there is none: Errc::user if only the user can
  // change that, Errc::look_again if it may come without any event, else Errc::wait.
  Result<AddressSet> addresses;
  std::string source_name;          // for messages: "eth0", "wan0", "static", "--ip"
  std::string interface_name = {};  // of the WAN that has the address, or that NAT stands behind
  // An address is missing or may change without any event: detect again soon.
  bool retry_soon = false;
};

// A record as it should be published.
struct DesiredRecord {
  RecordConfig record;
  AddressSet observed;   // as detected
  AddressSet addresses;  // those of them that may be published; at least one
  std::string source_name;
  std::string interface_name;
};

// What is done with addresses that the internet cannot reach.
struct PrivateAddresses {
  bool publish = false;
  std::string_view how_to_allow = "set allow-private = yes to publish it all the same";
};

// Addresses that may not be published are left out. If none is left, or none was detected: Errc::user
// when the user must act, else the detection's own code. Nothing is ever published or removed then.
Result<DesiredRecord> desired_record(const RecordConfig& record, const Detection& detection,
                                     const PrivateAddresses& private_addresses);

}  // namespace wan53
