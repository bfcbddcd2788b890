// SPDX-License-Identifier: MIT
#include <utility>

#include "aws/route53.h"
#include "aws/xml.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53::route53 {
namespace {

struct RoutingKind {
  const char* element;
  const char* kind;
};
constexpr RoutingKind kRoutingKinds[] = {
    {"Weight", "weighted"},
    {"Region", "latency"},
    {"Failover", "failover"},
    {"GeoLocation", "geolocation"},
    {"GeoProximityLocation", "geoproximity"},
    {"MultiValueAnswer", "multivalue"},
    {"CidrRoutingConfig", "cidr"},
};

// Calls `read` for each element `item` of `list`; any other element is an error.
template <class Read>
Status for_each_item(const XmlElement& list, const char* item, Read read) {
  for (const pugi::xml_node node : list.node) {
    if (node.type() != pugi::node_element) continue;
    if (std::string_view(node.name()) != item) {
      return list.fail_here(compose("expected <{}>, found <{}>", item, printable(node.name(), 60)));
    }
    TRY(read(XmlElement{node}));
  }
  return {};
}

// Empty if there is no such element.
Result<std::string> optional_text(const XmlElement& parent, const char* element) {
  TRY_ASSIGN(const XmlElement child, parent.optional_child(element));
  if (!child) return std::string();
  return child.text();
}

// "Z1" of "/hostedzone/Z1".
std::string_view without_prefix(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

Status read_ttl(const XmlElement& element, RecordSet& set) {
  TRY_ASSIGN(const XmlElement ttl, element.child("TTL"));
  TRY_ASSIGN(const std::string& text, ttl.text());
  const auto seconds = parse_unsigned(text, kMaxTtl);
  if (!seconds) {
    return ttl.fail_here(
        compose("expected 0 to 2147483647 seconds, found {}", printable(text, 40)));
  }
  set.ttl = static_cast<std::uint32_t>(*seconds);
  return {};
}

// An edit replaces all of <ResourceRecords>.
Status check_only_values(const XmlElement& records) {
  for (const pugi::xml_node record : records.node) {
    const pugi::xml_node value = record.first_child();
    if (std::string_view(record.name()) != "ResourceRecord" ||
        std::string_view(value.name()) != "Value" || value.next_sibling() ||
        record.first_attribute() || value.first_attribute()) {
      return records.fail_here("has more than values, which an edit would lose");
    }
  }
  return {};
}

Status read_values(const XmlElement& element, RecordSet& set) {
  TRY_ASSIGN(const XmlElement records, element.child("ResourceRecords"));
  TRY(for_each_item(records, "ResourceRecord", [&set](const XmlElement& record) -> Status {
    TRY_ASSIGN(std::string value, record.child_text("Value"));
    set.values.push_back(std::move(value));
    return {};
  }));
  if (set.values.empty()) return records.fail_here("has no ResourceRecord");
  return check_only_values(records);
}

std::string routing_of(const XmlElement& element, const RecordSet& set) {
  for (const auto& [name, kind] : kRoutingKinds) {
    if (element.node.child(name)) return kind;
  }
  return set.set_identifier.empty() ? "" : "other";
}

Status read_fields(const XmlElement& element, RecordSet& set) {
  TRY_ASSIGN(set.type, element.child_text("Type"));
  TRY_ASSIGN(set.set_identifier, optional_text(element, "SetIdentifier"));
  set.routing = routing_of(element, set);
  // Neither has a TTL. A traffic policy's set is listed with a sentence in place of its values.
  if (set.alias || set.traffic_policy) return {};
  TRY(read_ttl(element, set));
  return read_values(element, set);
}

RecordSet read_record_set(const XmlElement& element, DnsName name) {
  RecordSet set;
  set.name = std::move(name);
  set.traffic_policy = static_cast<bool>(element.node.child("TrafficPolicyInstanceId"));
  set.alias = static_cast<bool>(element.node.child("AliasTarget"));
  if (auto read = read_fields(element, set); !read) {
    set.fault = std::move(read).error().what;
    set.ttl.reset();
    set.values.clear();
  }
  // The request that will contain it already declares the same namespace.
  pugi::xml_node node = element.node;
  node.remove_attribute("xmlns");
  set.xml = print_xml(node);
  return set;
}

// The name in `element`; an error if it is none to us.
Result<DnsName> name_in(const XmlElement& element) {
  TRY_ASSIGN(const std::string& text, element.child_text("Name"));
  return DnsName::parse(text);
}

Status read_next(const XmlElement& root, RecordSetPage& page) {
  TRY_ASSIGN(const bool truncated, root.child_bool("IsTruncated"));
  if (!truncated) return {};
  ListStart next;
  TRY_ASSIGN(const std::string& name, root.child_text("NextRecordName"));
  TRY_ASSIGN(next.type, root.child_text("NextRecordType"));
  TRY_ASSIGN(next.set_identifier, optional_text(root, "NextRecordIdentifier"));
  next.name = DnsName::parse(name).value_or(DnsName());
  page.next = std::move(next);
  return {};
}

Status read_zone(const XmlElement& element, HostedZone& zone) {
  TRY_ASSIGN(const XmlElement config, element.optional_child("Config"));
  if (config.node.child("PrivateZone")) {
    TRY_ASSIGN(zone.is_private, config.child_bool("PrivateZone"));
  }
  TRY_ASSIGN(const std::string& id, element.child_text("Id"));
  TRY_ASSIGN(zone.id, parse_zone_id(id));
  return {};
}

}  // namespace

Result<RecordSetPage> read_record_sets(std::string_view body) {
  pugi::xml_document document;
  TRY_ASSIGN(const XmlElement root, parse_xml(body, document, "ListResourceRecordSetsResponse"));
  TRY_ASSIGN(const XmlElement list, root.child("ResourceRecordSets"));
  RecordSetPage page;
  TRY(for_each_item(list, "ResourceRecordSet", [&page](const XmlElement& element) -> Status {
    auto name = name_in(element);
    if (name) page.sets.push_back(read_record_set(element, *std::move(name)));
    return {};
  }));
  TRY(read_next(root, page));
  return page;
}

Result<std::string> edited_record_set(std::string_view listed_xml, std::uint32_t ttl,
                                      const std::vector<std::string>& values) {
  pugi::xml_document document;
  TRY_ASSIGN(const XmlElement set, parse_xml(listed_xml, document, "ResourceRecordSet"));
  if (set.node.child("AliasTarget"))
    return set.fail_here("an alias has no TTL and values to replace");
  TRY_ASSIGN(const XmlElement ttl_element, set.child("TTL"));
  TRY_ASSIGN(const XmlElement records, set.child("ResourceRecords"));
  TRY(check_only_values(records));
  set_text(ttl_element.node, to_text(ttl));
  pugi::xml_node list = records.node;
  list.remove_children();
  for (const auto& value : values) {
    set_text(list.append_child("ResourceRecord").append_child("Value"), value);
  }
  return print_xml(set.node);
}

Result<ChangeInfo> read_change_info(std::string_view body) {
  pugi::xml_document document;
  TRY_ASSIGN(const XmlElement root, parse_xml(body, document));
  const std::string_view root_name = root.node.name();
  if (root_name != "ChangeResourceRecordSetsResponse" && root_name != "GetChangeResponse") {
    return fail(Errc::bad_input,
                "expected <ChangeResourceRecordSetsResponse> or <GetChangeResponse>, found "
                "<{}>",
                root.path());
  }
  TRY_ASSIGN(const XmlElement info, root.child("ChangeInfo"));
  TRY_ASSIGN(const XmlElement id, info.child("Id"));
  TRY_ASSIGN(const std::string& id_text, id.text());
  TRY_ASSIGN(const XmlElement status, info.child("Status"));
  TRY_ASSIGN(const std::string& status_text, status.text());
  const std::string_view change_id = without_prefix(id_text, "/change/");
  bool good = !change_id.empty() && change_id.size() <= 64;
  for (const char c : change_id) good = good && is_alnum(c);
  if (!good) return id.fail_here(compose("expected /change/ID, found {}", printable(id_text, 80)));
  if (status_text != "PENDING" && status_text != "INSYNC") {
    return status.fail_here(
        compose("expected PENDING or INSYNC, found {}", printable(status_text, 40)));
  }
  return ChangeInfo{std::string(change_id), status_text == "INSYNC"};
}

Result<HostedZonePage> read_hosted_zones(std::string_view body) {
  pugi::xml_document document;
  TRY_ASSIGN(const XmlElement root, parse_xml(body, document, "ListHostedZonesByNameResponse"));
  TRY_ASSIGN(const XmlElement list, root.child("HostedZones"));
  HostedZonePage page;
  TRY(for_each_item(list, "HostedZone", [&page](const XmlElement& element) -> Status {
    auto name = name_in(element);
    if (!name) return {};
    HostedZone& zone = page.zones.emplace_back();
    zone.name = *std::move(name);
    if (!read_zone(element, zone)) zone.id.clear();
    return {};
  }));
  TRY_ASSIGN(page.truncated, root.child_bool("IsTruncated"));
  if (page.truncated) {
    TRY_ASSIGN(page.next_id, optional_text(root, "NextHostedZoneId"));
    TRY_ASSIGN(const std::string& name, optional_text(root, "NextDNSName"));
    page.next_name = DnsName::parse(name).value_or(DnsName());
  }
  return page;
}

}  // namespace wan53::route53
