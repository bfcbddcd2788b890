// SPDX-License-Identifier: MIT
// Many names and no way out: a round tries one, and does not keep an event waiting for minutes.
#include "access/aws_client.h"
#include "aws/gateway.h"
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr std::size_t kTries = 4;

std::string three_names(std::string_view head) {
  std::string config(head);
  for (const char* host : {"one", "two", "three"}) {
    config += compose("[record {}.example.com]\nsource = static 198.51.101.7\n", host);
  }
  return config;
}

TEST(dead_network_is_tried_for_one_name) {
  const struct {
    const char* config;
    const char* failed;
  } cases[] = {
      {"[publish]\nnotify = changes\n", "Route 53 ListHostedZonesByName: no network"},
      {"[publish]\nvia = gateway\ngateway-url = https://api.example.com/ddns/{host}\n",
       "API Gateway GET /ddns/"},
  };
  for (const auto& c : cases) {
    Fixture f(three_names(c.config));
    CHECK(f.run({"update"}) == 3);
    CHECK(f.http.requests.size() == kTries);
    for (const char* host : {"one", "two", "three"}) {
      CHECK(has(f.terminal.err_text, compose("{}.example.com A: retry: {}", host, c.failed)));
    }
  }
}

TEST(dead_network_is_tried_for_each_service) {
  Fixture f(three_names("[publish]\nmetric-namespace = Home/DDNS\n"));
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.size() == 2 * kTries);
}

TEST(dead_wan_does_not_speak_for_the_other) {
  RouterFixture f(
      "[publish]\nvia = gateway\ngateway-url = https://api.example.com/ddns/{host}\n"
      "[record one.example.com]\nsource = wan0\n[record two.example.com]\nsource = wan1\n"
      "[record three.example.com]\nsource = wan0\n");
  f.nvram("wan1_state_t", "2");
  f.nvram("wan1_ipaddr", "198.51.101.8");
  f.nvram("wan1_ifname", "eth1");
  for (std::size_t i = 0; i < kTries; ++i) f.http.cannot_connect();
  f.http.reply(200, R"({"statusCode":"200","body":"IP for two.example.com changed from )"
                    R"(none to 198.51.101.8 via request from 198.51.101.8"})");
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.size() == kTries + 1);
  CHECK_TEXT(f.http.requests.back().interface_name, "eth1");
  CHECK(has(f.state(), "198.51.101.8"));
}

TEST(dead_network_that_returns_is_used_again) {
  FakeHttp http;
  FakeClock clock;
  MiddleRandom random;
  AwsClient aws(http, clock, random, {{}, {"eu-west-1", false}});
  const AwsRequest request =
      gateway_request("https://api.example.com/ddns", "eu-west-1",
                      *DnsName::parse("home.example.com"), "198.51.101.7", "eth0");
  for (int i = 0; i < 2; ++i) {
    const auto failed = aws.call(request);
    CHECK(!failed && failed.error().kind == ErrorKind::transient);
  }
  CHECK(http.requests.size() == kTries);
  clock.pass(10s);
  http.reply(200, "{}");
  CHECK(aws.call(request).has_value());
}

// A lost reply says nothing about the way there.
TEST(dead_network_is_not_one_slow_reply) {
  Fixture f(three_names(""));
  f.http.lose_reply();
  f.http.reply(200, zones(zone("Z111", "example.com")));
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.size() > kTries);
}

}  // namespace
}  // namespace wan53
