// SPDX-License-Identifier: MIT
// Replies of Route 53: whatever was read as a record set can be edited, and the edited element
// reads back as the same record set with the new TTL and values. The other readers get the same
// bytes.
#include "aws/route53.h"
#include "base/compose.h"
#include "fuzz.h"

using namespace wan53;

namespace {

std::string listing_of(const std::string& record_set) {
  return compose(
      "<ListResourceRecordSetsResponse><ResourceRecordSets>{}</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>1</MaxItems></ListResourceRecordSetsResponse>",
      record_set);
}

void check_edit(const route53::RecordSet& set) {
  const std::vector<std::string> values = {"192.0.2.1", "a & <b>"};
  const auto edited = route53::edited_record_set(set.xml, 301, values);
  REQUIRE(edited.has_value() || !set.ttl);
  REQUIRE(set.ttl.has_value() == (set.fault.empty() && !set.alias && !set.traffic_policy));
  if (!edited) {
    REQUIRE(edited.error().code == Errc::bad_input);
    REQUIRE(fuzz::is_clear(edited.error()));
  }
  if (!set.ttl) return;
  const auto again = route53::read_record_sets(listing_of(*edited));
  REQUIRE(again && again->sets.size() == 1);
  const auto& now = again->sets.front();
  REQUIRE(now.name == set.name && now.type == set.type);
  REQUIRE(now.set_identifier == set.set_identifier && now.routing == set.routing);
  REQUIRE(now.traffic_policy == set.traffic_policy && !now.alias);
  REQUIRE(now.ttl == 301U && now.values == values);
}

template <class T>
void check_refusal(const Result<T>& result) {
  if (result) return;
  REQUIRE(result.error().code == Errc::bad_input);
  REQUIRE(fuzz::is_clear(result.error()));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body = fuzz::view(data, size);
  const auto page = route53::read_record_sets(body);
  check_refusal(page);
  if (page) {
    for (const auto& set : page->sets) check_edit(set);
  }
  const auto zones = route53::read_hosted_zones(body);
  check_refusal(zones);
  if (zones) {
    for (const auto& zone : zones->zones) {
      REQUIRE(zone.id.empty() || route53::parse_zone_id(zone.id) == zone.id);
    }
  }
  check_refusal(route53::read_change_info(body));
  check_refusal(route53::edited_record_set(body, 1, {"192.0.2.1"}));
  return 0;
}
