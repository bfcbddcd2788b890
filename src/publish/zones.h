// SPDX-License-Identifier: MIT
// Finds the hosted zone of a name: one ListHostedZonesByName per suffix, the longest first, until
// there is a public zone of exactly that name. If there is none, the service lists the zones that
// come *next*, so each name is compared. Private zones never count.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/dns_name.h"
#include "publish/aws_client.h"

namespace wan53 {

// For one round: keeps each answer, so that no name is asked for twice.
class Zones {
 public:
  explicit Zones(AwsClient& aws) : aws_(aws) {}

  // The zone's id. Errc::user if there is none, or if several have the name and the user must
  // choose.
  Result<std::string> find(const DnsName& name);

 private:
  // The id of the public zone of exactly this name, or nothing.
  Result<std::optional<std::string>> id_of_zone(const DnsName& zone_name);

  struct Answer {
    DnsName zone_name;
    std::optional<std::string> id;
  };
  AwsClient& aws_;
  std::vector<Answer> answers_;
};

}  // namespace wan53
