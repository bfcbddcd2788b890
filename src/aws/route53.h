// SPDX-License-Identifier: MIT
// Route 53's API, version 2013-04-01 (rest-xml): builds its requests and reads its replies. Pure.
// Elements are written in the documented order, which the service requires.
//
// The read functions take the body of a 2xx reply. Errc::bad_input: not the XML that the operation
// answers with. Source: Amazon Route 53 API Reference; botocore's
// route53/2013-04-01/service-2.json.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/dns_name.h"
#include "aws/request.h"
#include "base/result.h"

namespace wan53::route53 {

inline constexpr std::uint32_t kMaxTtl = 2'147'483'647;
inline constexpr unsigned kMaxSetsPerPage = 300;

// One record set as ListResourceRecordSets shows it.
struct RecordSet {
  DnsName name;
  std::string type;            // "A", "TXT", ...
  std::string set_identifier;  // empty for a simple record set
  // "weighted", "latency", "failover", "geolocation", "geoproximity", "multivalue", "cidr", or
  // "other" if it has a set identifier but none of these; empty for a simple record set.
  std::string routing;
  // None for an alias, for a traffic policy's set, and if there is a `fault`.
  std::optional<std::uint32_t> ttl;
  std::vector<std::string> values;  // as listed; empty where `ttl` is none
  bool alias = false;
  bool traffic_policy = false;  // created by a traffic policy instance: must not be edited
  std::string fault;  // what we cannot read in it, so that we must not edit it; else empty
  std::string xml;    // the <ResourceRecordSet> element with all its fields
};

// Where a listing starts or continues. Empty `type` and `set_identifier` are left out.
struct ListStart {
  DnsName name;  // the root: at the zone's first record set, which has the zone's own name
  std::string type;
  std::string set_identifier;

  friend bool operator==(const ListStart&, const ListStart&) = default;
};

// The listings hold other people's record sets and zones, too: whatever is wrong with one of them
// stays with it and fails no page. One whose name is none to us (DnsName) is left out: no config
// can mean it.
struct RecordSetPage {
  std::vector<RecordSet> sets;
  // Set if the listing continues; its name is the root if it cannot be parsed.
  std::optional<ListStart> next;
};

struct HostedZone {
  std::string id;  // without "/hostedzone/"; empty if the element cannot be read
  DnsName name;
  bool is_private = false;
};

// One page of ListHostedZonesByName.
struct HostedZonePage {
  std::vector<HostedZone> zones;
  bool truncated = false;  // zones follow on the next page
  // Of the first of those; the root if there is none, or if the name is none to us.
  DnsName next_name;
  std::string next_id;
};

struct ChangeInfo {
  std::string id;        // without "/change/"
  bool in_sync = false;  // INSYNC, else PENDING
};

// "Z0123456789ABC", with or without "/hostedzone/" in front: 1 to 32 upper-case letters and digits.
// Errc::bad_input otherwise; it prevents requests to ".../hostedzone//rrset".
Result<std::string> parse_zone_id(std::string_view text);

// `max_items` is 1 to kMaxSetsPerPage. The listing starts at the first record set at or after
// `start` in Route 53's order, which need not be `start` itself: compare name, type and set
// identifier.
AwsRequest list_record_sets(std::string_view zone_id, const ListStart& start, unsigned max_items);
Result<RecordSetPage> read_record_sets(std::string_view body);

// The <ResourceRecordSet> of a simple record set that does not exist yet.
std::string new_record_set(const DnsName& name, std::string_view type, std::uint32_t ttl,
                           const std::vector<std::string>& values);
// `listed_xml` with only its TTL and values replaced, so that fields unknown to us survive.
// Errc::bad_input if it is an alias or not a <ResourceRecordSet>, or if a field unknown to us
// stands in a <ResourceRecord> and would be lost.
Result<std::string> edited_record_set(std::string_view listed_xml, std::uint32_t ttl,
                                      const std::vector<std::string>& values);
// A change batch: UPSERTs all of `record_sets` (elements from the two functions above; at least
// one) or none.
AwsRequest change_record_sets(std::string_view zone_id, const std::vector<std::string>& record_sets,
                              std::string_view comment);
AwsRequest get_change(std::string_view change_id);
// Reads the reply to either.
Result<ChangeInfo> read_change_info(std::string_view body);

// Lists zones from `name` on, in Route 53's order; if no zone has that name, from the next one.
// `first_id` is the `next_id` that came with `name` as `next_name`, or empty: of the zones of that
// name, it skips those before it.
AwsRequest list_hosted_zones_by_name(const DnsName& name, std::string_view first_id,
                                     unsigned max_items);
Result<HostedZonePage> read_hosted_zones(std::string_view body);

}  // namespace wan53::route53
