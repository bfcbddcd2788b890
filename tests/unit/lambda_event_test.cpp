// SPDX-License-Identifier: MIT
#include "base/compose.h"
#include "lambda/event.h"
#include "lambda_fixture.h"

using namespace wan53;
using test::has;

namespace {

struct Want {
  const char* name;
  std::string json;
  std::string ip, host, forwarded_for, source_ip;
  bool proxied = false;
};

std::string function_url(std::string_view path, std::string_view method = "GET",
                         std::string_view query = R"("ip":"198.51.101.7")") {
  return compose(
      "{}{}{}{}{}{}{}{}", R"({"version":"2.0","routeKey":"$default","rawPath":")", path,
      R"(","rawQueryString":"ip=1","headers":{"x-forwarded-for":"203.0.113.1","a":"b"},)",
      R"("queryStringParameters":{)", query,
      R"(},"requestContext":{"accountId":"1","http":{"method":")", method,
      R"(","path":"/","sourceIp":"198.51.101.7"}},"isBase64Encoded":false})");
}

Event read(std::string_view json) { return read_event(test::Exact(json).view()); }

// The refusal of an event, "STATUS reason", or "" if it is let through.
std::string refusal_of(std::string_view json, const CompanionSettings& settings) {
  const auto desired = desired_by(read(json), settings);
  if (desired) return "";
  const Errc code = desired.error().code;
  return compose("{} {}",
                 code == Errc::bad_input ? "400"
                 : code == Errc::user    ? "403"
                                         : "another code",
                 desired.error().what);
}

}  // namespace

TEST(lambda_event_shapes) {
  for (const Want& want : {
           Want{"template", R"({"ip":"a","X-Forwarded-For":"b","sourceIp":"c","host":"d"})", "a",
                "d", "b", "c"},
           Want{"classic", R"({"ip":"a","X-Forwarded-For":"b"})", "a", "", "b", ""},
           Want{"absent parameters are empty", R"({"ip":"","X-Forwarded-For":"","host":""})", "",
                "", "", ""},
           Want{"unknown keys", R"({"zone":"Z","ip":"a","x":{"ip":"n"},"IP":"b"})", "a", "", "",
                ""},
           Want{"null is absent", R"({"ip":"a","host":null})", "a", "", "", ""},
           // Only a function URL's own event has no `ip` of its own.
           Want{"forged context",
                R"({"ip":"a","requestContext":{"http":{"method":"GET","sourceIp":"f"}}})", "a", "",
                "", ""},
           Want{"function URL", function_url("/"), "198.51.101.7", "", "203.0.113.1",
                "198.51.101.7", true},
           Want{"function URL, host", function_url("/home.example.com"), "198.51.101.7",
                "home.example.com", "203.0.113.1", "198.51.101.7", true},
           Want{"function URL, classic path", function_url("/v100/ddns"), "198.51.101.7", "",
                "203.0.113.1", "198.51.101.7", true},
           Want{"function URL, classic path and host", function_url("/v100/ddns/a.example.com"),
                "198.51.101.7", "a.example.com", "203.0.113.1", "198.51.101.7", true},
           Want{"function URL without query", function_url("/", "GET", ""), "", "", "203.0.113.1",
                "198.51.101.7", true},
       }) {
    const Event event = read(want.json);
    CHECK_TEXT_ROW(want.name, event.fault, "");
    CHECK_TEXT_ROW(want.name, event.ip, want.ip);
    CHECK_TEXT_ROW(want.name, event.host, want.host);
    CHECK_TEXT_ROW(want.name, event.forwarded_for, want.forwarded_for);
    CHECK_TEXT_ROW(want.name, event.source_ip, want.source_ip);
    CHECK_ROW(want.name, event.proxied == want.proxied);
  }
}

TEST(lambda_event_faults) {
  struct Row {
    std::string json;
    const char* fault;
  };
  for (const Row& row : {
           Row{"", "is not a JSON object"},
           Row{"[]", "is not a JSON object"},
           Row{"\"ip\"", "is not a JSON object"},
           Row{R"({"ip":"a"} x)", "is not a JSON object"},
           Row{R"({"ip":"a"b"})", "is not a JSON object"},
           Row{std::string("{\"ip\":\"1.1.1.1\0\"}", 16), "is not a JSON object"},
           Row{R"({"ip":"1.1.1.1\u0000x"})", "is not a JSON object"},
           // What a template without escaping lets through.
           Row{R"({"ip":"1.2.3.4","ip":"5.6.7.8"})", "the event has a repeated key"},
           Row{R"({"x":1,"ip":"1.2.3.4","x":2})", "the event has a repeated key"},
           Row{R"({"ip":["1.2.3.4"]})", "ip is not a string"},
           Row{R"({"ip":"1.2.3.4","host":5})", "host is not a string"},
           Row{R"({"ip":"1.2.3.4","sourceIp":{}})", "sourceIp is not a string"},
           Row{function_url("/", "POST"), "the method is not GET"},
           Row{function_url("/", "GET", R"("ip":"1","ip":"2")"),
               "queryStringParameters has a repeated key"},
           Row{R"({"ip":")" + std::string(kMaxUsefulEventBytes, '1') + "\"}",
               "the event has 65545 bytes"},
       }) {
    CHECK_ROW(row.fault, has(read(row.json).fault, row.fault));
  }
  // Deep nesting ends in a refusal, not in an exhausted stack.
  CHECK(has(read("{\"a\":" + std::string(60'000, '[')).fault, "is not a JSON object"));
}

TEST(lambda_event_caller_is_printable_and_short) {
  struct Row {
    Event event;
    std::string shown;
  };
  Event both;
  both.source_ip = "198.51.101.7";
  both.forwarded_for = "9.9.9.9";
  Event classic;
  classic.forwarded_for = "1.1.1.1, 198.51.101.7";
  Event hostile;
  hostile.forwarded_for = "a\r\nIP for x\x1b[2J\xff";
  Event long_one;
  long_one.forwarded_for = std::string(500, '\n');
  for (const Row& row :
       {Row{{}, "unknown"}, Row{both, "198.51.101.7"}, Row{classic, "1.1.1.1, 198.51.101.7"},
        Row{hostile, "a\\x0d\\x0aIP for x\\x1b[2J\\xff"}}) {
    CHECK_TEXT(caller_of(row.event), row.shown);
  }
  CHECK(caller_of(long_one).size() == 128);
}

TEST(lambda_judges_hosts) {
  const CompanionSettings one = test::settings_of();
  const CompanionSettings many = test::settings_of(
      {{"WAN53_HOST", ""}, {"WAN53_HOSTS_ALLOWED", "a.example.com, *.dyn.example.com"}});
  const CompanionSettings wildcard = test::settings_of({{"WAN53_HOST", "*.example.com"}});
  struct Row {
    const CompanionSettings& settings;
    const char* host;
    const char* refusal;
  };
  for (const Row& row : {
           Row{one, "", ""},
           Row{one, "home.example.com", ""},
           Row{one, "HOME.example.com.", ""},
           Row{one, "a.example.com", "403 a.example.com is not allowed here"},
           Row{one, "x.home.example.com", "403 "},
           Row{one, ".", "403 "},
           Row{one, "..", "400 host: "},
           Row{one, "*.example.com", "400 *.example.com is a wildcard"},
           Row{one, "\\\\052.example.com", "400 *.example.com is a wildcard"},
           Row{one, "home.example.com/../x", "400 host: "},
           // The record of that name alone, not all names below it.
           Row{wildcard, "", ""},
           Row{wildcard, "a.example.com", "403 "},
           Row{wildcard, "*.example.com", "400 *.example.com is a wildcard"},
           Row{many, "", "400 no host is given"},
           Row{many, "a.example.com", ""},
           Row{many, "b.dyn.example.com", ""},
           Row{many, "c.b.dyn.example.com", ""},
           Row{many, "dyn.example.com", "403 "},
           Row{many, "xdyn.example.com", "403 "},
           Row{many, "*.dyn.example.com", "400 *.dyn.example.com is a wildcard"},
       }) {
    const std::string refusal =
        refusal_of(compose("{}{}\"}}", R"({"ip":"198.51.101.7","host":")", row.host), row.settings);
    CHECK_ROW(row.host, *row.refusal == '\0' ? refusal.empty() : refusal.starts_with(row.refusal));
  }
}

TEST(lambda_judges_addresses) {
  const CompanionSettings settings = test::settings_of();
  struct Row {
    const char* ip;
    const char* refusal;
  };
  for (const Row& row : {
           Row{"198.51.101.7", ""},
           Row{"2600::1", ""},
           Row{"", "400 ip is missing, and the caller's own address is unknown (unknown); call "},
           Row{"198.51.101.7 ", "400 ip: "},
           Row{"198.51.101.07", "400 ip: "},
           Row{"198.51.101.7,198.51.101.8", "400 ip: "},
           Row{"fe80::1%eth0", "400 ip: "},
           Row{"192.168.1.1",
               "400 192.168.1.1 is private (RFC 1918) and cannot be reached from the "
               "internet; the companion's owner can allow it with "
               "WAN53_ALLOW_PRIVATE=yes"},
           Row{"100.64.0.1", "400 100.64.0.1 is carrier-grade NAT"},
           Row{"fd00::1", "400 fd00::1 is "},
           Row{"0.0.0.0", "400 0.0.0.0 is "},
           Row{"::ffff:198.51.101.7", "400 "},
       }) {
    const std::string refusal = refusal_of(compose("{}{}\"}}", R"({"ip":")", row.ip), settings);
    CHECK_ROW(row.ip, *row.refusal == '\0' ? refusal.empty() : refusal.starts_with(row.refusal));
  }
  CHECK_TEXT(
      refusal_of(R"({"ip":"10.0.0.1"})", test::settings_of({{"WAN53_ALLOW_PRIVATE", "yes"}})), "");
  CHECK(!refusal_of(R"({"ip":"169.254.0.1"})", test::settings_of({{"WAN53_ALLOW_PRIVATE", "yes"}}))
             .empty());
}

TEST(lambda_judges_the_source) {
  const CompanionSettings strict = test::settings_of({{"WAN53_REQUIRE_SOURCE_IP", "yes"}});
  struct Row {
    const char* json;
    const char* refusal;
  };
  for (
      const Row& row : {
          Row{R"({"ip":"198.51.101.7","sourceIp":"198.51.101.7"})", ""},
          Row{R"({"ip":"198.51.101.7","sourceIp":"198.51.101.8"})",
              "403 198.51.101.7 is not the caller's own address, 198.51.101.8"},
          // AWS's word counts, not the caller's own.
          Row{R"({"ip":"198.51.101.7","sourceIp":"198.51.101.8","X-Forwarded-For":"198.51.101.7"})",
              "403 "},
          // The family is the caller's own, too.
          Row{R"({"ip":"2600::1","sourceIp":"198.51.101.8"})",
              "403 2600::1 is not the caller's own address, 198.51.101.8, and only that may be "
              "published; call over IPv6"},
          Row{R"({"ip":"198.51.101.7","sourceIp":"2600::1"})",
              "403 198.51.101.7 is not the caller's own address, 2600::1, and only that may be "
              "published; call over IPv4"},
          Row{R"({"ip":"2600::1","X-Forwarded-For":"198.51.101.8"})", "403 "},
          // Another host of the same prefix is not the caller.
          Row{R"({"ip":"2600::1:2:3:4","sourceIp":"2600::1"})", "403 "},
          Row{R"({"ip":"2600::1","sourceIp":"2600:0::1"})", ""},
          Row{R"({"ip":"2600::1","sourceIp":"2600::2"})", "403 "},
          // The classic event: the last one is the gateway's.
          Row{R"({"ip":"198.51.101.7","X-Forwarded-For":"198.51.101.7"})", ""},
          Row{R"({"ip":"198.51.101.7","X-Forwarded-For":"6.6.6.6, 198.51.101.7"})", ""},
          Row{R"({"ip":"6.6.6.6","X-Forwarded-For":"6.6.6.6, 198.51.101.7"})", "403 "},
          Row{R"({"ip":"198.51.101.7"})", "403 the caller's own address is unknown (unknown)"},
          Row{R"({"ip":"198.51.101.7","sourceIp":"me"})",
              "403 the caller's own address is unknown (me)"},
      }) {
    const std::string refusal = refusal_of(row.json, strict);
    CHECK_ROW(row.json, *row.refusal == '\0' ? refusal.empty() : refusal.starts_with(row.refusal));
  }
}

TEST(lambda_takes_the_callers_address_for_a_missing_one) {
  const CompanionSettings settings = test::settings_of();
  const CompanionSettings strict = test::settings_of({{"WAN53_REQUIRE_SOURCE_IP", "yes"}});
  struct Row {
    const char* json;
    const char* address;  // empty: refused with 400
  };
  for (const Row& row : {
           Row{R"({"ip":"","sourceIp":"198.51.101.7"})", "198.51.101.7"},
           Row{R"({"sourceIp":"198.51.101.7"})", "198.51.101.7"},
           Row{R"({"ip":null,"sourceIp":"198.51.101.7"})", "198.51.101.7"},
           Row{R"({"ip":"","sourceIp":"2600:0::1"})", "2600::1"},
           // AWS's word counts, not the caller's own.
           Row{R"({"ip":"","sourceIp":"198.51.101.7","X-Forwarded-For":"6.6.6.6"})",
               "198.51.101.7"},
           // The classic event: one address is the gateway's own word.
           Row{R"({"ip":"","X-Forwarded-For":"198.51.101.7"})", "198.51.101.7"},
           Row{R"({"X-Forwarded-For":" 2600::1 "})", "2600::1"},
           // With more of them, something stands in front: the last one is its address.
           Row{R"({"ip":"","X-Forwarded-For":"198.51.101.7, 130.176.0.1"})", ""},
           Row{R"({"ip":"","X-Forwarded-For":"198.51.101.7,198.51.101.7"})", ""},
           Row{R"({"ip":"","X-Forwarded-For":","})", ""},
           Row{R"({"ip":"","X-Forwarded-For":""})", ""},
           Row{R"({"ip":"","sourceIp":"test-invoke-source-ip"})", ""},
           Row{R"({"ip":"","sourceIp":"10.0.0.1"})", ""},
           // What is given is never replaced.
           Row{R"({"ip":" ","sourceIp":"198.51.101.7"})", ""},
           Row{R"({"ip":"me","sourceIp":"198.51.101.7"})", ""},
       }) {
    for (const CompanionSettings* each : {&settings, &strict}) {
      const auto desired = desired_by(read(row.json), *each);
      if (*row.address == '\0') {
        CHECK_ROW(row.json, !desired && desired.error().code == Errc::bad_input);
        continue;
      }
      CHECK_ROW(row.json, desired.has_value());
      CHECK_TEXT_ROW(row.json, desired->addresses.text(), row.address);
    }
  }
}

TEST(lambda_event_becomes_a_desired_record) {
  const CompanionSettings settings =
      test::settings_of({{"WAN53_TTL", "60"}, {"WAN53_SET_IDENTIFIER", "home"}});
  const auto desired =
      desired_by(read(R"({"ip":"2600:0::1","X-Forwarded-For":"7.7.7.7"})"), settings);
  CHECK(desired.has_value());
  CHECK_TEXT(desired->record.name.text(), "home.example.com");
  CHECK(desired->record.family == Family::ipv6 && desired->record.ttl == 60);
  CHECK_TEXT(desired->record.zone_id, "Z111");
  CHECK_TEXT(desired->record.set_identifier, "home");
  CHECK_TEXT(desired->addresses.text(), "2600::1");
  CHECK_TEXT(desired->source_name, "7.7.7.7");
}
