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

// "GET /path?query" and, behind a blank, what a body adds.
std::string wire(const AwsRequest& r) {
  std::string text = compose("{} {}", r.method, r.path);
  if (!r.query.empty()) text += "?" + r.query;
  if (!r.body.empty()) text += compose(" {} {}", r.content_type, r.body);
  return text;
}

TEST(route53_list_request_is_wire_exact) {
  CHECK_TEXT(wire(list_record_sets("Z1", {name_of("Home.example.com"), "A", ""}, 3)),
             "GET /2013-04-01/hostedzone/Z1/rrset?name=home.example.com.&type=A&maxitems=3");
  CHECK_TEXT(wire(list_record_sets("Z1", {name_of("home.example.com"), "AAAA", "a b&c"}, 300)),
             "GET /2013-04-01/hostedzone/Z1/rrset?name=home.example.com.&type=AAAA"
             "&identifier=a%20b%26c&maxitems=300");
  CHECK_TEXT(wire(list_record_sets("Z1", {name_of("example.com"), "", ""}, 1)),
             "GET /2013-04-01/hostedzone/Z1/rrset?name=example.com.&maxitems=1");
  const AwsRequest request = list_record_sets("Z1", {name_of("a.b"), "A", ""}, 3);
  CHECK(request.service == Service::route53 && !request.writes && request.region.empty());
  CHECK_TEXT(request.operation, "ListResourceRecordSets");
}

// A peer encodes the query twice, so that every escaped byte breaks the signature.
TEST(route53_query_is_encoded_once) {
  CHECK_TEXT(wire(list_record_sets("Z1", {name_of("*.example.com"), "A", ""}, 3)),
             "GET /2013-04-01/hostedzone/Z1/rrset?name=%5C052.example.com.&type=A&maxitems=3");
}

// A peer sends an empty zone id, which the service reads as a zone called "rrset".
TEST(route53_empty_zone_id_is_refused) {
  const struct {
    const char* text;
    const char* id;
  } good[] = {{"Z0123456789ABC", "Z0123456789ABC"}, {"/hostedzone/Z1", "Z1"}};
  for (const auto& row : good) {
    const Result<std::string> id = parse_zone_id(test::Exact(row.text).view());
    CHECK_ROW(row.text, id);
    CHECK_TEXT_ROW(row.text, *id, row.id);
  }
  for (const char* text : {"", "/hostedzone/", "z1", "Z1/", "Z1/rrset", "Z 1", "/change/C1",
                           "../Z1", "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ"}) {
    const Result<std::string> id = parse_zone_id(test::Exact(text).view());
    CHECK_ROW(text, !id && id.error().code == Errc::bad_input);
    CHECK_ROW(text, id.error().what.find("is not a hosted zone id; expected 1 to 32") !=
                        std::string::npos);
  }
}

TEST(route53_change_request_is_wire_exact) {
  const std::string a = new_record_set(name_of("*.home.example.com"), "A", 120, {"198.51.100.7"});
  CHECK_TEXT(a,
             "<ResourceRecordSet><Name>\\052.home.example.com.</Name><Type>A</Type><TTL>120</TTL>"
             "<ResourceRecords><ResourceRecord><Value>198.51.100.7</Value></ResourceRecord>"
             "</ResourceRecords></ResourceRecordSet>");
  const AwsRequest request = change_record_sets("Z1", {a, a}, "a <b> & 'c'");
  CHECK_TEXT(wire(request),
             "POST /2013-04-01/hostedzone/Z1/rrset/ application/xml "
             "<ChangeResourceRecordSetsRequest "
             "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><ChangeBatch>"
             "<Comment>a &lt;b&gt; &amp; &apos;c&apos;</Comment><Changes>"
             "<Change><Action>UPSERT</Action>" +
                 a +
                 "</Change>"
                 "<Change><Action>UPSERT</Action>" +
                 a +
                 "</Change>"
                 "</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>");
  CHECK(request.writes);
  CHECK(change_record_sets("Z1", {a}, "").body.find("<Comment>") == std::string::npos);
}

TEST(route53_other_requests_are_wire_exact) {
  CHECK_TEXT(wire(get_change("C2682N5HXP0BZ4")), "GET /2013-04-01/change/C2682N5HXP0BZ4");
  CHECK_TEXT(wire(list_hosted_zones_by_name(name_of("Example.COM"), "", 2)),
             "GET /2013-04-01/hostedzonesbyname?dnsname=example.com.&maxitems=2");
  CHECK_TEXT(wire(list_hosted_zones_by_name(name_of("Example.COM"), "Z2", 2)),
             "GET /2013-04-01/hostedzonesbyname?dnsname=example.com.&hostedzoneid=Z2&maxitems=2");
  CHECK_TEXT(wire(list_record_sets("Z1", {}, 1)), "GET /2013-04-01/hostedzone/Z1/rrset?maxitems=1");
}

}  // namespace
}  // namespace wan53::route53
