// SPDX-License-Identifier: MIT
// Reads what a hosted zone lists for names.
#pragma once

#include <string>
#include <vector>

#include "access/aws_client.h"
#include "aws/dns_name.h"
#include "aws/route53.h"
#include "ddns/address.h"

namespace wan53 {

// A name whose record sets are asked for.
struct WantedSets {
  DnsName name;
  Family first = Family::ipv6;   // the types from this one on
  Family last = Family::ipv4;    // up to this one, and a CNAME
  bool has_identifiers = false;  // there may be many: one for each set identifier
};

class Listing {
 public:
  Listing(AwsClient& aws, std::string zone_id) : aws_(aws), zone_id_(std::move(zone_id)) {}

  // All record sets of the name and of these types, and perhaps others of the name.
  Result<std::vector<route53::RecordSet>> read(const WantedSets& wanted);
  // True if what was listed last shows that the name of the last `read` lies outside the zone.
  bool lies_outside() const { return lies_outside_; }

 private:
  AwsClient& aws_;
  std::string zone_id_;
  bool lies_outside_ = false;
};

}  // namespace wan53
