// SPDX-License-Identifier: MIT
#include "aws/route53.h"
#include "base/compose.h"
#include "test.h"

namespace wan53::route53 {
namespace {

DnsName name_of(std::string_view text) {
  Result<DnsName> name = DnsName::parse(text);
  return name ? *std::move(name) : DnsName();
}

std::string error_text(const Error& error) {
  return error.code == Errc::bad_input ? error.what : "wrong code";
}

constexpr std::string_view kListHead =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<ListResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ResourceRecordSets>)";
constexpr std::string_view kListTail =
    "</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>3</MaxItems>"
    "</ListResourceRecordSetsResponse>";
constexpr std::string_view kSimple =
    "<ResourceRecordSet><Name>home.example.com.</Name><Type>A</Type><TTL>120</TTL>"
    "<ResourceRecords><ResourceRecord><Value>198.51.100.7</Value></ResourceRecord>"
    "</ResourceRecords></ResourceRecordSet>";

std::string listing(std::string_view sets) { return compose("{}{}{}", kListHead, sets, kListTail); }

Result<RecordSetPage> read_sets(std::string_view body) {
  return read_record_sets(test::Exact(body).view());
}

std::string list_error(std::string_view body) {
  const Result<RecordSetPage> page = read_sets(body);
  return page ? "no error" : error_text(page.error());
}

TEST(route53_reads_a_listing) {
  const Result<RecordSetPage> page = read_sets(listing(kSimple));
  CHECK(page && page->sets.size() == 1 && !page->next);
  const RecordSet& set = page->sets[0];
  CHECK_TEXT(set.name.text(), "home.example.com");
  CHECK_TEXT(set.type, "A");
  CHECK(set.ttl == 120U && set.values.size() == 1 && !set.alias && !set.traffic_policy);
  CHECK_TEXT(set.values[0], "198.51.100.7");
  CHECK(set.routing.empty() && set.set_identifier.empty());
  CHECK_TEXT(set.xml, kSimple);
  const Result<RecordSetPage> empty = read_sets(listing(""));
  CHECK(empty && empty->sets.empty());
  const Result<RecordSetPage> with_text = read_sets(listing(compose("text{}text", kSimple)));
  CHECK(with_text && with_text->sets.size() == 1);
}

TEST(route53_reads_where_a_listing_goes_on) {
  const std::string body = compose(
      "{}{}</ResourceRecordSets><IsTruncated>true</IsTruncated><NextRecordName>\\052.example.com.</NextRecordName><NextRecordType>A</NextRecordType><NextRecordIdentifier>a "
      "&amp; "
      "b</NextRecordIdentifier><MaxItems>1</MaxItems></ListResourceRecordSetsResponse>",
      kListHead, kSimple);
  const Result<RecordSetPage> page = read_sets(body);
  CHECK(page && page->next);
  CHECK_TEXT(page->next->name.display(), "*.example.com");
  CHECK_TEXT(page->next->type, "A");
  CHECK_TEXT(page->next->set_identifier, "a & b");
}

// The service answers with the first set at or after the position, perhaps another name's or
// type's.
TEST(route53_listing_keeps_name_type_and_identifier_apart) {
  const Result<RecordSetPage> page = read_sets(listing(
      R"(<ResourceRecordSet><Name>home2.example.com.</Name><Type>AAAA</Type><SetIdentifier>b</SetIdentifier><Weight>1</Weight><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>2001:db8::1</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>)"));
  CHECK(page && page->sets.size() == 1);
  CHECK(!(page->sets[0].name == name_of("home.example.com")));
  CHECK(page->sets[0].type != "A");
  CHECK_TEXT(page->sets[0].set_identifier, "b");
}

TEST(route53_listed_wildcard_equals_the_configured_one) {
  const Result<RecordSetPage> page = read_sets(listing(
      R"(<ResourceRecordSet><Name>\052.home.example.com.</Name><Type>A</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>198.51.100.7</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>)"));
  CHECK(page && page->sets[0].name == name_of("*.home.example.com"));
  CHECK(page->sets[0].name.is_wildcard());
}

TEST(route53_listed_name_equals_the_configured_one_in_capitals) {
  const Result<RecordSetPage> page = read_sets(listing(kSimple));
  CHECK(page && page->sets[0].name == name_of("HOME.Example.com"));
}

TEST(route53_tells_what_kind_a_set_is) {
  const struct {
    const char* fields;
    const char* routing;
    bool traffic_policy;
  } rows[] = {
      {"", "", false},
      {"<SetIdentifier>a</SetIdentifier><Weight>0</Weight>", "weighted", false},
      {"<SetIdentifier>a</SetIdentifier><Region>eu-west-1</Region>", "latency", false},
      {"<SetIdentifier>a</SetIdentifier><Failover>PRIMARY</Failover>", "failover", false},
      {"<SetIdentifier>a</SetIdentifier><GeoLocation><CountryCode>*</CountryCode></GeoLocation>",
       "geolocation", false},
      {"<SetIdentifier>a</SetIdentifier><GeoProximityLocation><AWSRegion>eu-west-1</AWSRegion>"
       "</GeoProximityLocation>",
       "geoproximity", false},
      {"<SetIdentifier>a</SetIdentifier><MultiValueAnswer>true</MultiValueAnswer>", "multivalue",
       false},
      {"<SetIdentifier>a</SetIdentifier><CidrRoutingConfig><LocationName>*</LocationName>"
       "</CidrRoutingConfig>",
       "cidr", false},
      {"<SetIdentifier>a</SetIdentifier><LunarPhase>full</LunarPhase>", "other", false},
      {"<TrafficPolicyInstanceId>t-1</TrafficPolicyInstanceId>", "", true},
  };
  for (const auto& row : rows) {
    const Result<RecordSetPage> page = read_sets(listing(compose(
        "<ResourceRecordSet><Name>a.b.</Name><Type>A</Type>{}<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>198.51.100.7</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>",
        row.fields)));
    CHECK_ROW(row.fields, page && page->sets.size() == 1);
    CHECK_TEXT_ROW(row.fields, page->sets[0].routing, row.routing);
    CHECK_ROW(row.fields, page->sets[0].traffic_policy == row.traffic_policy);
  }
}

TEST(route53_reads_an_alias) {
  const Result<RecordSetPage> page = read_sets(listing(
      R"(<ResourceRecordSet><Name>example.com.</Name><Type>A</Type><AliasTarget><HostedZoneId>Z2FDTNDATAQYW2</HostedZoneId><DNSName>d111111abcdef8.cloudfront.net.</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>)"));
  CHECK(page && page->sets.size() == 1);
  CHECK(page->sets[0].alias && !page->sets[0].ttl && page->sets[0].values.empty());
  const Result<std::string> edited = edited_record_set(page->sets[0].xml, 60, {"198.51.100.7"});
  CHECK(!edited && edited.error().code == Errc::bad_input);
}

TEST(route53_edits_only_ttl_and_values) {
  const std::string head =
      R"(<ResourceRecordSet><Name>home.example.com.</Name><Type>A</Type><SetIdentifier>a &amp; b</SetIdentifier><Weight>10</Weight><GeoLocation><CountryCode>DE</CountryCode></GeoLocation>)";
  const std::string tail =
      R"(<HealthCheckId>abcdef11-2222-3333</HealthCheckId><CidrRoutingConfig><CollectionId>c</CollectionId><LocationName>*</LocationName></CidrRoutingConfig><LunarPhase since="2031" note="&lt;&quot;&#13;"><Full/>x&lt;y&#13; <b> </b></LunarPhase></ResourceRecordSet>)";
  const std::string listed =
      head +
      "<TTL>300</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord>"
      "<ResourceRecord><Value>192.0.2.2</Value></ResourceRecord></ResourceRecords>" +
      tail;
  const Result<RecordSetPage> page = read_sets(listing(listed));
  CHECK(page && page->sets.size() == 1);
  CHECK(page->sets[0].values.size() == 2);
  const Result<std::string> edited = edited_record_set(page->sets[0].xml, 120, {"198.51.100.7"});
  CHECK(edited);
  std::string expected =
      head +
      "<TTL>120</TTL><ResourceRecords><ResourceRecord><Value>198.51.100.7</Value></ResourceRecord>"
      "</ResourceRecords>" +
      tail;
  CHECK_TEXT(*edited, expected);
}

TEST(route53_escapes_values_and_drops_an_inner_namespace) {
  const std::string_view listed =
      R"(<ResourceRecordSet xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>a.b.</Name><Type>TXT</Type><TTL>1</TTL><ResourceRecords><ResourceRecord><Value>"&lt;x&gt; &amp; 'y'"</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>)";
  const Result<RecordSetPage> page = read_sets(listing(listed));
  CHECK(page && page->sets.size() == 1);
  CHECK_TEXT(page->sets[0].values[0], "\"<x> & 'y'\"");
  CHECK(page->sets[0].xml.starts_with("<ResourceRecordSet><Name>"));
  const Result<std::string> edited = edited_record_set(page->sets[0].xml, 1, page->sets[0].values);
  CHECK(edited);
  CHECK(edited->find("&lt;x") != std::string::npos && edited->find("&amp;") != std::string::npos);
  const Result<RecordSetPage> again = read_sets(listing(*edited));
  CHECK(again && again->sets[0].values == page->sets[0].values);
}

std::string set_with(std::string_view inside) {
  return listing(compose("<ResourceRecordSet>{}</ResourceRecordSet>", inside));
}

TEST(route53_refuses_a_listing_with_its_place) {
  const struct {
    std::string body;
    std::string says;
  } rows[] = {
      {"", "not well-formed XML, at byte 0"},
      {"OK", "not well-formed XML"},
      {"{\"message\":\"x\"}", "not well-formed XML"},
      {listing(kSimple).substr(0, 300), "not well-formed XML, at byte 299"},
      {listing(kSimple) + std::string(1, '\0') + "x", "not well-formed XML"},
      {"<a/><b/>", "not XML: more than one root element"},
      {"<html><body/></html>", "expected <ListResourceRecordSetsResponse>, found <html>"},
      {"<ListResourceRecordSetsResponse/>",
       "ListResourceRecordSetsResponse: has no <ResourceRecordSets>"},
      {"<ListResourceRecordSetsResponse><ResourceRecordSets/></ListResourceRecordSetsResponse>",
       "ListResourceRecordSetsResponse: has no <IsTruncated>"},
      {"<ListResourceRecordSetsResponse><ResourceRecordSets/><IsTruncated>maybe</IsTruncated>"
       "</ListResourceRecordSetsResponse>",
       "ListResourceRecordSetsResponse/IsTruncated: expected true or false, found maybe"},
      {"<ListResourceRecordSetsResponse><ResourceRecordSets/><IsTruncated>true</IsTruncated>"
       "</ListResourceRecordSetsResponse>",
       "ListResourceRecordSetsResponse: has no <NextRecordName>"},
      {listing("<Other/>"), "ResourceRecordSets: expected <ResourceRecordSet>, found <Other>"},
  };
  for (const auto& row : rows) {
    const std::string said = list_error(row.body);
    CHECK_ROW(said + " | " + row.says, said.find(row.says) != said.npos);
  }
}

TEST(route53_survives_deep_nesting_and_document_types) {
  std::string deep;
  while (deep.size() < 128 * 1024) deep += "<a>";
  CHECK(list_error(deep).starts_with("not well-formed XML"));
  const std::size_t levels = deep.size() / 3;
  for (std::size_t i = 0; i < levels; ++i) deep += "</a>";
  CHECK_TEXT(list_error(deep), "XML nested deeper than 32 levels");
  CHECK_TEXT(list_error(set_with(deep)), "XML nested deeper than 32 levels");
  const Result<std::string> edited = edited_record_set(deep, 1, {"x"});
  CHECK(!edited);

  const Result<RecordSetPage> page = read_sets(
      compose("{}{}", R"(<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>)",
              set_with("<Name>a.</Name><Type>A</Type><TTL>1</TTL><ResourceRecords><ResourceRecord>"
                       "<Value>&e;</Value></ResourceRecord></ResourceRecords>")
                  .substr(39)));
  CHECK(page && page->sets.size() == 1);
  CHECK_TEXT(page->sets[0].values[0], "&e;");
}

TEST(route53_edits_nothing_but_a_listed_set) {
  for (const char* xml : {"", "<a/>", "<ResourceRecordSet/>", "<ResourceRecordSet><TTL>1</TTL>",
                          "<ResourceRecordSet><TTL>1</TTL></ResourceRecordSet>",
                          "<ResourceRecordSet><ResourceRecords/></ResourceRecordSet>"}) {
    const Result<std::string> edited = edited_record_set(test::Exact(xml).view(), 1, {"x"});
    CHECK_ROW(xml, !edited && edited.error().code == Errc::bad_input);
  }
}

std::string change_info(std::string_view body) {
  const Result<ChangeInfo> info = read_change_info(test::Exact(body).view());
  if (!info) return error_text(info.error());
  return info->id + (info->in_sync ? " in sync" : " pending");
}

TEST(route53_reads_change_info) {
  CHECK_TEXT(change_info(
                 R"(<?xml version="1.0"?>
<ChangeResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeInfo><Id>/change/C2682N5HXP0BZ4</Id><Status>PENDING</Status><SubmittedAt>2010-09-10T01:36:41.958Z</SubmittedAt></ChangeInfo></ChangeResourceRecordSetsResponse>)"),
             "C2682N5HXP0BZ4 pending");
  const auto reply = [](const char* id, const char* status) {
    return compose("<GetChangeResponse><ChangeInfo>{}{}</ChangeInfo></GetChangeResponse>", id,
                   status);
  };
  const struct {
    std::string body;
    const char* expected;
  } rows[] = {
      {reply("<Id>C1</Id>", "<Status>INSYNC</Status>"), "C1 in sync"},
      {reply("<Id>/change/</Id>", "<Status>INSYNC</Status>"),
       "ChangeInfo/Id: expected /change/ID, found /change/"},
      {reply("<Id>/change/../x</Id>", "<Status>INSYNC</Status>"),
       "ChangeInfo/Id: expected /change/ID, found /change/../x"},
      {reply("", "<Status>INSYNC</Status>"), "GetChangeResponse/ChangeInfo: has no <Id>"},
      {reply("<Id>C1</Id>", "<Status>DONE</Status>"),
       "ChangeInfo/Status: expected PENDING or INSYNC, found DONE"},
      {reply("<Id>C1</Id>", ""), "GetChangeResponse/ChangeInfo: has no <Status>"},
      {"<GetChangeResponse/>", "GetChangeResponse: has no <ChangeInfo>"},
      {"<x/>", "expected <ChangeResourceRecordSetsResponse> or <GetChangeResponse>, found <x>"},
  };
  for (const auto& row : rows) CHECK_TEXT(change_info(row.body), row.expected);
}

TEST(route53_reads_hosted_zones) {
  const std::string_view body =
      R"(<?xml version="1.0"?>
<ListHostedZonesByNameResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">
  <HostedZones>
    <HostedZone><Id>/hostedzone/Z1PUBLIC</Id><Name>example.com.</Name><CallerReference>a</CallerReference><Config><Comment>c</Comment><PrivateZone>false</PrivateZone></Config><ResourceRecordSetCount>42</ResourceRecordSetCount></HostedZone>
    <HostedZone><Id>/hostedzone/Z2PRIVATE</Id><Name>example.com.</Name><CallerReference>b</CallerReference><Config><PrivateZone>true</PrivateZone></Config></HostedZone>
    <HostedZone><Id>/hostedzone/Z3</Id><Name>example.org.</Name><CallerReference>b</CallerReference></HostedZone>
  </HostedZones>
  <DNSName>example.com.</DNSName><IsTruncated>true</IsTruncated><NextDNSName>x.</NextDNSName><NextHostedZoneId>Z4</NextHostedZoneId><MaxItems>3</MaxItems>
</ListHostedZonesByNameResponse>)";
  const Result<HostedZonePage> page = read_hosted_zones(test::Exact(body).view());
  CHECK(page && page->zones.size() == 3);
  CHECK_TEXT(page->next_name.text() + ' ' + page->next_id, "x Z4");
  CHECK_TEXT(page->zones[0].id, "Z1PUBLIC");
  CHECK_TEXT(page->zones[0].name.text(), "example.com");
  CHECK(!page->zones[0].is_private && page->zones[1].is_private && !page->zones[2].is_private);
}

}  // namespace
}  // namespace wan53::route53
