// SPDX-License-Identifier: MIT
// Route 53's API, version 2013-04-01 (rest-xml): the bytes of its requests and the meaning of its
// replies. Pure. Elements are written in the documented order, which the service insists on.
//
// Readers take the body of a 2xx reply. Errc::bad_input: not the XML that the operation answers
// with. Source: Amazon Route 53 API Reference; botocore's route53/2013-04-01/service-2.json.
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

// One record set as ListResourceRecordSets shows it.
struct RecordSet {
  DnsName name;
  std::string type;            // "A", "TXT", ...
  std::string set_identifier;  // empty for a simple record set
  std::string routing;  // what makes it other than simple: "weighted", "latency", "failover",
                        // "geolocation", "geoproximity", "multivalue", "cidr", or "other" for a
                        // set identifier beside none of these; empty for simple
  std::optional<std::uint32_t> ttl;  // none for an alias
  std::vector<std::string> values;   // as listed; empty for an alias
  bool alias = false;
  bool traffic_policy = false;  // created by a traffic policy instance: not ours to edit
  std::string xml;              // the <ResourceRecordSet> element itself, every field of it
};

// Where a listing starts or goes on. Empty `type` and `set_identifier` are left out.
struct ListStart {
  DnsName name;
  std::string type;
  std::string set_identifier;
};

struct RecordSetPage {
  std::vector<RecordSet> sets;
  std::optional<ListStart> next;  // set while the listing goes on
};

struct HostedZone {
  std::string id;  // without "/hostedzone/"
  DnsName name;
  bool is_private = false;
};

// One page of ListHostedZonesByName; `truncated` when more zones follow.
struct HostedZonePage {
  std::vector<HostedZone> zones;
  bool truncated = false;
};

struct ChangeInfo {
  std::string id;        // without "/change/"
  bool in_sync = false;  // INSYNC, else PENDING
};

// "Z0123456789ABC", with or without "/hostedzone/" in front: 1 to 32 upper-case letters and digits.
// Errc::bad_input otherwise, so that no request goes to ".../hostedzone//rrset".
Result<std::string> parse_zone_id(std::string_view text);

// `max_items` 1 to 300. Starts at the first set at or after `start` in Route 53's order, which need
// not be the one asked for: compare name, type and set identifier.
AwsRequest list_record_sets(std::string_view zone_id, const ListStart& start, unsigned max_items);
Result<RecordSetPage> read_record_sets(std::string_view body);

// The <ResourceRecordSet> of a simple record set that does not exist yet.
std::string new_record_set(const DnsName& name, std::string_view type, std::uint32_t ttl,
                           const std::vector<std::string>& values);
// The listed element with only its TTL and values replaced, so that fields unknown to us survive.
// Errc::bad_input for an alias or for text that is no such element.
Result<std::string> edited_record_set(std::string_view listed_xml, std::uint32_t ttl,
                                      const std::vector<std::string>& values);
// UPSERTs all of `record_sets` (elements from the two functions above; at least one) or none.
AwsRequest change_record_sets(std::string_view zone_id, const std::vector<std::string>& record_sets,
                              std::string_view comment);
AwsRequest get_change(std::string_view change_id);
// The answer to both.
Result<ChangeInfo> read_change_info(std::string_view body);

// Lists zones from `name` on, in Route 53's order: the *next* zone comes when there is none of that
// name.
AwsRequest list_hosted_zones_by_name(const DnsName& name, unsigned max_items);
Result<HostedZonePage> read_hosted_zones(std::string_view body);

}  // namespace wan53::route53
