// SPDX-License-Identifier: MIT
// `doctor --write` through a gateway: it asks for what the companion has confirmed before, and for
// nothing else.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kTwoThroughGateway =
    "[publish]\nvia = gateway\ngateway-url = https://api.example.com/ddns/{host}\n"
    "[record a.example.com]\nsource = wan\n[record b.example.com]\nsource = wan\n";
constexpr std::string_view kCaller =
    "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
    "<GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/home</Arn>"
    "<UserId>A</UserId><Account>111122223333</Account></GetCallerIdentityResult>"
    "</GetCallerIdentityResponse>";

struct GatewayFixture : RouterFixture {
  GatewayFixture() : RouterFixture(kTwoThroughGateway) {}

  void tells(std::string_view host, std::string_view verb, std::string_view old_value) {
    http.reply(
        200, compose("{}{}.example.com {} from {}{}", R"({"statusCode":"200","body":"IP for )",
                     host, verb, old_value, R"( to 198.51.101.7 via request from 198.51.101.7"})"));
  }
  void both_are_confirmed() {
    tells("a", "unchanged", "198.51.101.7");
    tells("b", "unchanged", "198.51.101.7");
  }
  // What our companion answers to a rehearsal.
  void refuses_no_address(std::string_view host) {
    http.reply(400,
               compose("{}{}{}{}", R"-({"statusCode":"400","body":"DDNS IP check failed (host = )-",
                       host, R"-(.example.com, fromip = 198.51.101.7, newip = wan53-dry-run)",)-",
                       R"("message":"wan53-dry-run is not an IPv4 or IPv6 address"})"));
  }
  void lets_doctor_in() {
    http.reply(200, std::string(kCaller));
    refuses_no_address("a");
    refuses_no_address("b");
  }
  bool found(std::string_view line) const { return has(terminal.out_text, line); }
  // The hosts that the companion was asked for, without rehearsals.
  std::string asked() const {
    std::string all;
    for (const auto& request : http.requests) {
      const auto at = request.url.find("/ddns/");
      if (at != request.url.npos && !request.url.ends_with("?ip=wan53-dry-run"))
        all += compose("{} ", std::string_view(request.url).substr(at + 6));
    }
    return all;
  }
};

TEST(doctor_writes_through_a_gateway_what_was_confirmed_a_moment_ago) {
  GatewayFixture f;
  f.both_are_confirmed();
  CHECK(f.run({"update"}) == 0);
  f.lets_doctor_in();
  f.both_are_confirmed();
  CHECK(f.run({"doctor", "--write"}) == 0);
  CHECK_TEXT(f.asked(), "a.example.com?ip=198.51.101.7 b.example.com?ip=198.51.101.7 ");
  CHECK(f.found("ok    write         a.example.com A: 198.51.101.7 is published already"));
  CHECK(f.found("ok    write         b.example.com A: 198.51.101.7 is published already"));
  CHECK(f.found("ok    gateway       b.example.com: path, signature and name are accepted"));
}

TEST(doctor_reports_each_record_that_it_writes_through_a_gateway) {
  GatewayFixture f;
  f.both_are_confirmed();
  CHECK(f.run({"update"}) == 0);
  f.lets_doctor_in();
  f.http.reply(403, R"({"message":"Forbidden"})", {{"x-amzn-ErrorType", "ForbiddenException"}});
  f.tells("b", "changed", "198.51.101.1");
  CHECK(f.run({"doctor", "--write"}) == 4);
  CHECK(f.found("fail  write         a.example.com A: "));
  CHECK(f.found("-> see the companion's log in CloudWatch"));
  CHECK(f.found("ok    write         b.example.com A: from 198.51.101.1 to 198.51.101.7"));
  // It was a round like any other.
  CHECK(f.run({"history"}) == 0);
  CHECK(f.found("wan53 doctor --write"));
}

TEST(doctor_asks_a_gateway_for_nothing_that_it_might_change) {
  const struct {
    const char* label;
    void (*prepare)(GatewayFixture&);
    const char* unknown;
    int exit;
  } rows[] = {
      {"nothing was ever published", [](GatewayFixture&) {}, "a.example.com A", 0},
      {"one of two was refused",
       [](GatewayFixture& f) {
         f.tells("a", "unchanged", "198.51.101.7");
         f.http.reply(403, R"({"message":"Forbidden"})",
                      {{"x-amzn-ErrorType", "ForbiddenException"}});
         (void)f.run({"update"});
       },
       "b.example.com A", 4},
      {"the WAN has another address by now",
       [](GatewayFixture& f) {
         f.both_are_confirmed();
         (void)f.run({"update"});
         f.nvram("wan0_ipaddr", "198.51.101.8");
       },
       "a.example.com A", 0},
  };
  for (const auto& row : rows) {
    GatewayFixture f;
    row.prepare(f);
    f.lets_doctor_in();
    CHECK_ROW(row.label, f.run({"doctor", "--write"}) == row.exit);
    CHECK_TEXT_ROW(row.label, f.asked(), "");
    CHECK_ROW(row.label, f.found(compose("warn  write         {}: the address is not published yet",
                                         row.unknown)));
  }
}

TEST(doctor_rehearses_a_gateway_without_writing) {
  const std::string ok = "ok    gateway       a.example.com: path, signature and name are accepted";
  const struct {
    const char* label;
    int status;
    std::string body;
    const char* type;  // x-amzn-ErrorType
    std::string expected;
    int exit;
  } rows[] = {
      {"our companion", 400,
       R"-({"statusCode":"400","body":"DDNS IP check failed (host = a.example.com)",)-"
       R"("message":"wan53-dry-run is not an IPv4 or IPv6 address"})",
       "", ok, 0},
      {"the classic one", 200,
       R"-({"statusCode":"200","body":"DDNS IP check failed (host = a.example.com, fromip = )-"
       R"-(198.51.101.7, newip = wan53-dry-run)"})-",
       "", ok, 0},
      {"one that crashes on it", 200,
       R"({"errorMessage":"'wan53-dry-run' does not appear to be an IPv4 or IPv6 address"})", "",
       ok, 0},
      {"IAM", 403, R"({"message":"User: x is not authorized to perform: execute-api:Invoke"})",
       "AccessDeniedException", "fail  gateway       ", 4},
      {"the signature", 403,
       R"({"message":"The request signature does not match for GET /ddns?ip=wan53-dry-run"})",
       "InvalidSignatureException", "fail  gateway       ", 4},
      {"the name", 403,
       R"-({"statusCode":"403","body":"DDNS IP check failed (host = a.example.com)",)-"
       R"("message":"a.example.com is not allowed here"})",
       "", "a.example.com is not allowed here", 4},
      {"no companion", 200, "<html>", "", "not a companion's reply", 4},
      {"a gateway that drops the address", 200,
       R"({"statusCode":"200","body":"IP for a.example.com unchanged from 198.51.101.7 to )"
       R"(198.51.101.7 via request from 198.51.101.7"})",
       "", "the gateway does not pass the address on", 4},
  };
  for (const auto& row : rows) {
    GatewayFixture f;
    f.http.reply(200, std::string(kCaller));
    f.http.reply(row.status, row.body, {{"x-amzn-ErrorType", row.type}});
    if (*row.type == '\0') f.http.answers.back()->headers.clear();
    f.refuses_no_address("b");
    CHECK_ROW(row.label, f.run({"doctor"}) == row.exit);
    CHECK_ROW(compose("{}\n{}", row.label, f.terminal.out_text), f.found(row.expected));
    CHECK_TEXT_ROW(row.label, f.asked(), "");
    CHECK_ROW(row.label, f.http.requests.size() == 3);
  }
}

TEST(doctor_through_a_dead_gateway_is_the_network_s_fault) {
  GatewayFixture f;
  f.http.reply(200, std::string(kCaller));
  CHECK(f.run({"doctor"}) == 3);
  // Once for all names.
  CHECK(f.found("fail  gateway       API Gateway GET /ddns/a.example.com: no network"));
}

TEST(doctor_leaves_the_gateway_alone_beside_another_round) {
  GatewayFixture f;
  f.both_are_confirmed();
  CHECK(f.run({"update"}) == 0);
  f.lets_doctor_in();
  f.files.locked = true;
  CHECK(f.run({"doctor", "--write"}) == 3);
  CHECK_TEXT(f.asked(), "");
  CHECK(f.found("fail  write         /run/wan53/lock: held by another process"));
}

}  // namespace
}  // namespace wan53
