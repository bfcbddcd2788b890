// SPDX-License-Identifier: MIT
// The addresses detected at a record's source, and the desired record that follows from them: two
// steps of event → detection → desired record → plan → outcome. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "ddns/address_set.h"
#include "ddns/config.h"

namespace wan53 {

// The result of detecting one address family at one source.
struct Detection {
  // One address, several from `wan-all`, or why there is none: Errc::user if only the user can
  // change that, Errc::look_again if one may appear without an event, Errc::absent if there is no
  // IPv6, else Errc::wait.
  Result<AddressSet> addresses;
  std::string source_name;          // for messages: "eth0", "wan0", "static", "--ip"
  std::string interface_name = {};  // of the WAN with the address, or behind NAT
  // An address is missing or may change without an event: detect again soon.
  bool retry_soon = false;
  // The companion takes the address from which it is called. `addresses` is what it told lately;
  // empty if it must be asked.
  bool by_companion = false;
};

// A record as it should be published.
struct DesiredRecord {
  RecordConfig record;
  AddressSet observed;   // as detected
  AddressSet addresses;  // the observed ones that may be published; empty only if by_companion
  std::string source_name;
  std::string interface_name;
  bool by_companion = false;  // publish what the companion sees
};
using DesiredRecords = std::vector<const DesiredRecord*>;  // none is null

// How to treat addresses that the internet cannot reach.
struct PrivateAddresses {
  bool publish = false;
  std::string_view how_to_allow =
      "set source = internet to publish what the internet sees instead, or allow-private = yes to "
      "publish it anyway";
};

// Leaves out addresses that may not be published. If none remains: Errc::user. If none was
// detected: the detection's own error; Errc::absent only if A of the same name goes without AAAA.
// The caller then leaves the record as it is.
Result<DesiredRecord> desired_record(const RecordConfig& record, const Detection& detection,
                                     const PrivateAddresses& private_addresses);

}  // namespace wan53
