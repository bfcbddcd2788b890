// SPDX-License-Identifier: MIT
// Finds the hosted zone of a name: one ListHostedZonesByName per suffix, the longest first, until a
// public zone of exactly that name is there. The service answers with the *next* zone when there is
// none, so each name is compared; private zones never count.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/dns_name.h"
#include "publish/aws_client.h"

namespace wan53 {

// For one round: what was asked once is not asked again.
class Zones {
 public:
  explicit Zones(AwsClient& aws) : aws_(aws) {}

  // The zone's id. Errc::user: there is none, or there are two of one name and the user must
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
