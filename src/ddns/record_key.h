// SPDX-License-Identifier: MIT
// Identifies a record set in Route 53, for the state files and for messages.
#pragma once

#include <string>

#include "aws/dns_name.h"
#include "ddns/address.h"
#include "ddns/config.h"

namespace wan53 {

struct RecordKey {
  DnsName name;
  Family family = Family::ipv4;
  std::string set_identifier;
  // The id in the config; empty if the zone is found by the name. A private zone may hold the same
  // name as a public one.
  std::string named_zone = {};

  friend bool operator==(const RecordKey&, const RecordKey&) = default;
};

inline RecordKey key_of(const RecordConfig& record) {
  return {record.name, record.family, record.set_identifier, record.zone_id};
}

}  // namespace wan53
