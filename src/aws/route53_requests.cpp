// SPDX-License-Identifier: MIT
#include "aws/route53.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53::route53 {
namespace {

constexpr std::string_view kApiPath = "/2013-04-01/";
constexpr std::size_t kMaxZoneIdLength = 32;
constexpr std::size_t kMaxCommentLength = 256;

AwsRequest route53_request(std::string_view operation, std::string_view method, std::string path) {
  AwsRequest made;
  made.service = Service::route53;
  made.operation = operation;
  made.method = method;
  made.path = std::move(path);
  return made;
}

void add_parameter(std::string& query, std::string_view name, std::string_view value) {
  if (!query.empty()) query += '&';
  query += name;
  query += '=';
  append_uri_encoded(query, value);
}

std::string record_sets_path(std::string_view zone_id) {
  return compose("{}hostedzone/{}/rrset", kApiPath, uri_encode(zone_id));
}

}  // namespace

Result<std::string> parse_zone_id(std::string_view text) {
  std::string_view id = text;
  constexpr std::string_view kPrefix = "/hostedzone/";
  if (id.starts_with(kPrefix)) id.remove_prefix(kPrefix.size());
  bool good = !id.empty() && id.size() <= kMaxZoneIdLength;
  for (const char c : id) good = good && (is_upper(c) || is_digit(c));
  if (good) return std::string(id);
  return fail(Errc::bad_input,
              "{} is not a hosted zone id; expected 1 to 32 upper-case letters and digits, "
              "such as Z0123456789ABC",
              text.empty() ? std::string("an empty text") : printable(text, 60));
}

AwsRequest list_record_sets(std::string_view zone_id, const ListStart& start, unsigned max_items) {
  AwsRequest made = route53_request("ListResourceRecordSets", "GET", record_sets_path(zone_id));
  if (!start.name.is_root()) add_parameter(made.query, "name", start.name.fully_qualified());
  if (!start.type.empty()) add_parameter(made.query, "type", start.type);
  if (!start.set_identifier.empty()) {
    add_parameter(made.query, "identifier", start.set_identifier);
  }
  add_parameter(made.query, "maxitems", to_text(max_items));
  return made;
}

std::string new_record_set(const DnsName& name, std::string_view type, std::uint32_t ttl,
                           const std::vector<std::string>& values) {
  std::string xml =
      compose("<ResourceRecordSet><Name>{}</Name><Type>{}</Type><TTL>{}</TTL><ResourceRecords>",
              xml_escape(name.fully_qualified()), xml_escape(type), ttl);
  for (const auto& value : values) {
    xml += compose("<ResourceRecord><Value>{}</Value></ResourceRecord>", xml_escape(value));
  }
  xml += "</ResourceRecords></ResourceRecordSet>";
  return xml;
}

AwsRequest change_record_sets(std::string_view zone_id, const std::vector<std::string>& record_sets,
                              std::string_view comment) {
  // botocore's model ends the path in a slash for this operation only.
  AwsRequest made =
      route53_request("ChangeResourceRecordSets", "POST", record_sets_path(zone_id) + '/');
  made.content_type = "application/xml";
  made.writes = made.follows_read = true;
  made.body =
      "<ChangeResourceRecordSetsRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">"
      "<ChangeBatch>";
  if (!comment.empty()) {
    made.body += compose("<Comment>{}</Comment>", xml_escape(comment.substr(0, kMaxCommentLength)));
  }
  made.body += "<Changes>";
  for (const auto& record_set : record_sets) {
    made.body += compose("<Change><Action>UPSERT</Action>{}</Change>", record_set);
  }
  made.body += "</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>";
  return made;
}

AwsRequest get_change(std::string_view change_id) {
  return route53_request("GetChange", "GET",
                         compose("{}change/{}", kApiPath, uri_encode(change_id)));
}

AwsRequest list_hosted_zones_by_name(const DnsName& name, std::string_view first_id,
                                     unsigned max_items) {
  AwsRequest made =
      route53_request("ListHostedZonesByName", "GET", compose("{}hostedzonesbyname", kApiPath));
  add_parameter(made.query, "dnsname", name.fully_qualified());
  if (!first_id.empty()) add_parameter(made.query, "hostedzoneid", first_id);
  add_parameter(made.query, "maxitems", to_text(max_items));
  return made;
}

}  // namespace wan53::route53
