// SPDX-License-Identifier: MIT
// Which record: a record set's identity in Route 53, as memory and messages use it.
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

  friend bool operator==(const RecordKey&, const RecordKey&) = default;
};

inline RecordKey key_of(const RecordConfig& record) {
  return {record.name, record.family, record.set_identifier};
}

}  // namespace wan53
