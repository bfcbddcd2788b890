// SPDX-License-Identifier: MIT
// `doctor --write` through a gateway: it asks for what the companion has confirmed before, and for
// nothing else.
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
        200, concat({R"({"statusCode":"200","body":"IP for )", host, ".example.com ", verb,
                     " from ", old_value, R"( to 198.51.101.7 via request from 198.51.101.7"})"}));
  }
  void both_are_confirmed() {
    tells("a", "unchanged", "198.51.101.7");
    tells("b", "unchanged", "198.51.101.7");
  }
  // Up to the answer to its knock.
  void lets_doctor_in() {
    http.reply(200, std::string(kCaller));
    http.reply(403, "{}");
  }
  bool found(std::string_view line) const { return has(terminal.out_text, line); }
  // The hosts that the companion was asked for.
  std::string asked() const {
    std::string all;
    for (const auto& request : http.requests) {
      const auto at = request.url.find("/ddns/");
      if (at != request.url.npos)
        all += concat({std::string_view(request.url).substr(at + 6), " "});
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
  CHECK(!f.found("warn  gateway"));
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
    CHECK_ROW(row.label, f.found(concat({"warn  write         ", row.unknown,
                                         ": the address is not published yet"})));
  }
}

TEST(doctor_asks_a_gateway_for_nothing_unless_told_to_write) {
  GatewayFixture f;
  f.lets_doctor_in();
  CHECK(f.run({"doctor"}) == 0);
  CHECK(f.found("warn  gateway       path, signature and host are not proven yet"));
  f.http.answers.clear();
  f.both_are_confirmed();
  CHECK(f.run({"update"}) == 0);
  f.lets_doctor_in();
  CHECK(f.run({"doctor"}) == 0);
  CHECK(!f.found("not proven yet"));
  CHECK_TEXT(f.asked(), "");
}

TEST(doctor_leaves_the_gateway_alone_beside_another_round) {
  GatewayFixture f;
  f.both_are_confirmed();
  CHECK(f.run({"update"}) == 0);
  f.lets_doctor_in();
  f.files.locked = true;
  CHECK(f.run({"doctor", "--write"}) == 4);
  CHECK_TEXT(f.asked(), "");
  CHECK(f.found("fail  write         /run/wan53/lock: held by another process"));
}

}  // namespace
}  // namespace wan53
