// SPDX-License-Identifier: MIT
// What the tests of reading a listing share.
#pragma once

#include "listed_zone.h"
#include "publish/listing.h"

namespace wan53::test {

inline WantedSets wanted_of(std::string_view name) {
  WantedSets wanted{*DnsName::parse(name)};
  wanted.first = Family::ipv4;
  wanted.last = Family::ipv6;
  return wanted;
}

struct Reader {
  FakeClock clock;
  MiddleRandom random;
  ListedZone zone;
  AwsClient aws{zone, clock, random, {{}, {"us-east-1", false}}};
};

// "TYPE VALUE" of each set, or the error.
inline std::string said(const Result<std::vector<route53::RecordSet>>& sets) {
  if (!sets) return sets.error().what;
  std::string text;
  for (const auto& set : *sets) append_item(text, ", ", set.type + " " + join(set.values, " "));
  return text;
}

}  // namespace wan53::test
