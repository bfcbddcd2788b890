// SPDX-License-Identifier: MIT
// Listings hold other people's record sets and zones, too: whatever is in them stays with them.
// What is ours and cannot be edited is refused with its reason.
#include "aws/route53.h"
#include "base/compose.h"
#include "ddns/plan.h"
#include "test.h"

namespace wan53 {
namespace {

using namespace route53;

constexpr std::string_view kListHead =
    "<ListResourceRecordSetsResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">"
    "<ResourceRecordSets>";
constexpr std::string_view kSimple =
    "<ResourceRecordSet><Name>home.example.com.</Name><Type>A</Type><TTL>120</TTL>"
    "<ResourceRecords><ResourceRecord><Value>198.51.100.7</Value></ResourceRecord>"
    "</ResourceRecords></ResourceRecordSet>";

Result<RecordSetPage> read_sets(std::string_view body) {
  return read_record_sets(test::Exact(body).view());
}

std::string listing(std::string_view sets) {
  return compose(
      "{}{}</ResourceRecordSets><IsTruncated>false</IsTruncated></ListResourceRecordSetsResponse>",
      kListHead, sets);
}

std::string set_of(std::string_view name, std::string_view type, std::string_view content) {
  return compose("<ResourceRecordSet><Name>{}</Name><Type>{}</Type>{}</ResourceRecordSet>", name,
                 type, content);
}

// "PLAN: REASON" for an A record of home.example.com.
std::string planned(std::string_view elements) {
  RecordConfig record;
  record.name = *DnsName::parse("home.example.com");
  const AddressSet addresses = *AddressSet::parse("198.51.100.7");
  const auto page = read_sets(listing(elements));
  if (!page) return page.error().what;
  const Plan plan = plan_record({record, addresses, addresses, "eth0", ""}, page->sets, false);
  if (plan.kind == PlanKind::refuse) return compose("refuse: {}", plan.reason);
  constexpr std::string_view kNames[] = {"keep", "create", "update"};
  return std::string(kNames[static_cast<std::size_t>(plan.kind)]);
}

// Whatever a set holds fails no page: it may be another name's. If it is ours, it is not edited.
TEST(foreign_sets_keep_their_faults_to_themselves) {
  const std::string records =
      "<ResourceRecords><ResourceRecord><Value>x</Value></ResourceRecord></ResourceRecords>";
  const std::string ttl = "<TTL>1</TTL>";
  const std::string type = "<Type>A</Type>";
  const struct {
    std::string set;
    const char* fault;  // nullptr: left out; empty: none
  } rows[] = {
      {type + ttl + records, nullptr},
      {"<Name/>" + type + ttl + records, nullptr},
      {"<Name>a..b.</Name>" + type + ttl + records, nullptr},
      {"<Name>a.</Name><Name>b.</Name>" + type + ttl + records, nullptr},
      {"<Name><b/></Name>" + type + ttl + records, nullptr},
      {"<Name>a.</Name>" + ttl + records, "ResourceRecordSets/ResourceRecordSet: has no <Type>"},
      {"<Name>a.</Name>" + type + records, "ResourceRecordSets/ResourceRecordSet: has no <TTL>"},
      {"<Name>a.</Name>" + type + ttl +
           "<ResourceRecords><ResourceRecord><Value>x</Value>text</ResourceRecord>"
           "</ResourceRecords>",
       "ResourceRecordSet/ResourceRecords: has more than values, which an edit would lose"},
      {"<Name>a.</Name>" + type + ttl +
           "<ResourceRecords><ResourceRecord><Value>x</Value><Weight>1</Weight></ResourceRecord>"
           "</ResourceRecords>",
       "ResourceRecordSet/ResourceRecords: has more than values, which an edit would lose"},
      {"<Name>a.</Name>" + type + "<TTL>1s</TTL>" + records,
       "ResourceRecordSet/TTL: expected 0 to 2147483647 seconds, found 1s"},
      {"<Name>a.</Name>" + type + "<TTL>2147483648</TTL>" + records,
       "ResourceRecordSet/TTL: expected 0 to 2147483647 seconds, found 2147483648"},
      {"<Name>a.</Name>" + type + "<TTL>-1</TTL>" + records, "ResourceRecordSet/TTL: expected 0"},
      {"<Name>a.</Name>" + type + "<TTL/>" + records, "ResourceRecordSet/TTL: expected 0"},
      {"<Name>a.</Name>" + type + "<TTL><b>1</b></TTL>" + records,
       "ResourceRecordSet/TTL: expected text, found an element"},
      {"<Name>a.</Name>" + type + ttl + ttl + records, "ResourceRecordSet/TTL: appears more"},
      {"<Name>a.</Name>" + type + ttl,
       "ResourceRecordSets/ResourceRecordSet: has no <ResourceRecords>"},
      {"<Name>a.</Name>" + type + ttl + "<ResourceRecords/>",
       "ResourceRecordSet/ResourceRecords: has no ResourceRecord"},
      {"<Name>a.</Name>" + type + ttl + "<ResourceRecords><Moon/></ResourceRecords>",
       "ResourceRecordSet/ResourceRecords: expected <ResourceRecord>, found <Moon>"},
      {"<Name>a.</Name>" + type + ttl + "<ResourceRecords><ResourceRecord/></ResourceRecords>",
       "ResourceRecords/ResourceRecord: has no <Value>"},
      {"<Name>a.</Name>" + type + "<SetIdentifier/><SetIdentifier/>" + ttl + records,
       "ResourceRecordSet/SetIdentifier: appears more"},
      {"<Name>a.</Name>" + type + "<Moon><Full/></Moon>",
       "ResourceRecordSets/ResourceRecordSet: has no <TTL>"},
      // A traffic policy's, as Route 53 lists it.
      {"<Name>a.</Name>" + type + records + "<TrafficPolicyInstanceId>t</TrafficPolicyInstanceId>",
       ""},
      {"<Name>a.</Name><Type>MOON</Type><Moon/>" + ttl + records, ""},
  };
  for (const auto& row : rows) {
    const auto page = read_sets(
        listing(compose("<ResourceRecordSet>{}</ResourceRecordSet>{}", row.set, kSimple)));
    CHECK_ROW(row.set, page && page->sets.back().ttl == 120U);
    CHECK_ROW(row.set, page->sets.size() == (row.fault == nullptr ? 1U : 2U));
    if (row.fault == nullptr) continue;
    const RecordSet& set = page->sets[0];
    CHECK_ROW(row.set, *row.fault == '\0' ? set.fault.empty() : set.fault.starts_with(row.fault));
    CHECK_ROW(row.set, set.fault.empty() || (!set.ttl && set.values.empty()));
  }
}

// The next page starts with another name's set: those of the last name are all on this one.
TEST(foreign_names_end_a_listing) {
  for (const char* name : {"", "a..b.", "b\xc3\xbc."}) {
    const auto page = read_sets(compose(
        "{}{}</ResourceRecordSets><IsTruncated>true</IsTruncated><NextRecordName>{}</NextRecordName><NextRecordType>MOON</NextRecordType></ListResourceRecordSetsResponse>",
        kListHead, kSimple, name));
    CHECK_ROW(name, page && page->sets.size() == 1 && page->next && page->next->name.is_root());
  }
}

// Zones of other names are other people's: nothing in them may fail the page.
TEST(foreign_zones_keep_their_faults_to_themselves) {
  const struct {
    const char* label;
    const char* zone;
    const char* read;  // "NAME ID" of it; empty: left out
  } rows[] = {
      {"no id", "<Name>a.</Name>", "a "},
      {"an id that is none", "<Id>/hostedzone/</Id><Name>a.</Name>", "a "},
      {"two ids", "<Id>Z1</Id><Id>Z2</Id><Name>a.</Name>", "a "},
      {"a kind of next year",
       "<Id>Z1</Id><Name>a.</Name><Config><PrivateZone>partly</PrivateZone></Config>", "a "},
      {"unknown elements", "<Id>Z1</Id><Moon><Full/></Moon><Name>a.</Name><Config/>", "a Z1"},
      {"no name", "<Id>Z1</Id>", ""},
      {"an empty name", "<Id>Z1</Id><Name/>", ""},
      {"a name that is none", "<Id>Z1</Id><Name>a..b.</Name>", ""},
      {"a name outside ASCII", "<Id>Z1</Id><Name>b\xc3\xbc.</Name>", ""},
  };
  for (const auto& row : rows) {
    const auto page = read_hosted_zones(compose(
        "<ListHostedZonesByNameResponse><HostedZones><HostedZone>{}</HostedZone><HostedZone><Id>Z9</Id><Name>z.</Name></HostedZone></HostedZones><IsTruncated>false</IsTruncated></ListHostedZonesByNameResponse>",
        row.zone));
    CHECK_ROW(row.label, page && page->next_name.is_root() && page->zones.back().id == "Z9");
    std::string read;
    if (page->zones.size() == 2) {
      read = compose("{} {}", page->zones[0].name.text(), page->zones[0].id);
    }
    CHECK_TEXT_ROW(row.label, read, row.read);
  }
}

// Neither other names' sets nor other types of the name matter, whatever they hold.
TEST(foreign_sets_do_not_matter_to_the_plan) {
  const std::string strange = "<TTL>soon</TTL><Moon><Full/></Moon>";
  const std::string policy = "<TrafficPolicyInstanceId>aa-bb</TrafficPolicyInstanceId>";
  const struct {
    const char* label;
    std::string elements;
  } rows[] = {
      {"a traffic policy of the next name", set_of("homf.example.com.", "A", policy)},
      {"another type of our name", set_of("home.example.com.", "AAAA", strange)},
      {"a traffic policy of another type", set_of("home.example.com.", "AAAA", policy)},
      {"an unknown type", set_of("home.example.com.", "MOON", strange)},
      {"a name that is none", set_of("h..example.com.", "A", strange)},
      {"another name's set of next year", set_of("homf.example.com.", "A", strange)},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.label, planned(row.elements), "create");
    CHECK_TEXT_ROW(row.label, planned(compose("{}{}", kSimple, row.elements)), "keep");
    CHECK_TEXT_ROW(row.label, planned(compose("{}{}", row.elements, kSimple)), "keep");
  }
}

TEST(foreign_kinds_of_set_are_refused_where_they_are_ours) {
  const std::string values =
      "<ResourceRecords><ResourceRecord><Value>x</Value></ResourceRecord></ResourceRecords>";
  const struct {
    const char* label;
    std::string set;
    const char* reason;
  } rows[] = {
      {"a set of next year", set_of("home.example.com.", "A", "<Moon><Full/></Moon>"),
       "is a record set that wan53 cannot edit (ResourceRecordSets/ResourceRecordSet: has no "
       "<TTL>)"},
      {"values of next year",
       set_of("home.example.com.", "A", "<TTL>60</TTL><ResourceRecords><Moon/></ResourceRecords>"),
       "is a record set that wan53 cannot edit (ResourceRecordSet/ResourceRecords: expected "
       "<ResourceRecord>, found <Moon>)"},
      {"no type",
       compose(
           "<ResourceRecordSet><Name>home.example.com.</Name><TTL>60</TTL>{}</ResourceRecordSet>",
           values),
       "is a record set that wan53 cannot edit (ResourceRecordSets/ResourceRecordSet: has no "
       "<Type>)"},
      {"a traffic policy's",
       set_of("home.example.com.", "A",
              values + "<TrafficPolicyInstanceId>aa-bb</TrafficPolicyInstanceId>"),
       "belongs to a traffic policy"},
  };
  for (const auto& row : rows) {
    const std::string said = planned(row.set);
    CHECK_ROW(said, said.starts_with(compose("refuse: home.example.com A {}", row.reason)));
  }
}

}  // namespace
}  // namespace wan53
