// SPDX-License-Identifier: MIT
// `source = companion`: rounds whose address only the companion sees.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr std::string_view kGateway =
    "[publish]\nvia = gateway\ngateway-url = https://api.example.com/v100/ddns/{host}\n"
    "[record home.example.com]\nsource = companion\n";

std::string told(std::string_view verb, std::string_view old_value, std::string_view new_value) {
  return compose("{}{} from {} to {} via request from {}{}",
                 R"({"statusCode":"200","body":"IP for home.example.com )", verb, old_value,
                 new_value, new_value, R"("})");
}

std::string history_of(const Fixture& f) {
  const auto* file = f.files.find("/var/lib/wan53/history");
  return file == nullptr ? "" : file->text;
}

TEST(companion_source_is_asked_and_remembered) {
  Fixture f(kGateway);
  f.http.reply(200, told("changed", "198.51.101.1", "198.51.101.7"));
  CHECK(f.run({"update", "--json"}) == 0);
  CHECK(f.http.requests.size() == 1);
  CHECK_TEXT(f.http.requests[0].url, "https://api.example.com/v100/ddns/home.example.com");
  CHECK(f.http.requests[0].ip_version == 4);
  CHECK(has(f.terminal.out_text, R"("outcome":"changed","address":"198.51.101.7")"));
  CHECK(has(f.state(), "198.51.101.7"));
  CHECK(has(history_of(f), "198.51.101.1") && has(history_of(f), "198.51.101.7"));
  CHECK(f.run({"status"}) == 0);
  CHECK(has(f.terminal.out_text, "published  198.51.101.7, TTL"));
  CHECK(has(f.terminal.out_text, "source     companion: 198.51.101.7\n"));
  CHECK(has(f.terminal.out_text, "from 198.51.101.1 to 198.51.101.7 by the gateway"));
}

// Nothing announces a change behind NAT.
TEST(companion_source_is_asked_every_five_minutes) {
  Fixture f(kGateway);
  f.http.reply(200, told("changed", "none", "198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  f.clock.pass(5min - 1s);
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.empty());
  f.clock.pass(1s);
  f.http.reply(200, told("changed", "198.51.101.7", "198.51.101.8"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  CHECK(!has(f.http.requests[0].url, "?"));
  CHECK(has(f.state(), "198.51.101.8") && !has(f.state(), "198.51.101.7"));
  // A person's question is always asked.
  f.http.reply(200, told("unchanged", "198.51.101.8", "198.51.101.8"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 1);
}

TEST(companion_source_of_both_families) {
  Fixture f(compose("{}type = A AAAA\n", kGateway));
  f.http.reply(200, told("unchanged", "198.51.101.7", "198.51.101.7"));
  f.http.reply(200, told("changed", "none", "2a00:1450:4001::7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 2);
  CHECK(f.http.requests[0].ip_version == 4 && f.http.requests[1].ip_version == 6);
  CHECK_TEXT(f.http.requests[0].url, f.http.requests[1].url);
  CHECK(has(f.terminal.out_text, "AAAA: created: from none to 2a00:1450:4001::7 by the gateway"));
  CHECK(has(f.state(), "198.51.101.7") && has(f.state(), "2a00:1450:4001::7"));
}

TEST(companion_source_beside_another) {
  Fixture f(compose("{}[record out.example.com]\nsource = static 198.51.101.9\n", kGateway));
  constexpr std::string_view kOut =
      R"({"statusCode":"200","body":"IP for out.example.com unchanged from 198.51.101.9 to )"
      R"(198.51.101.9 via request from x"})";
  f.http.reply(200, told("unchanged", "198.51.101.7", "198.51.101.7"));
  f.http.reply(200, std::string(kOut));
  CHECK(f.run({"update"}) == 0);
  CHECK(has(f.http.requests[1].url, "/out.example.com?ip=198.51.101.9"));
  // Only the one that may have changed.
  f.clock.pass(6min);
  f.http.reply(200, told("unchanged", "198.51.101.7", "198.51.101.7"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1);
  CHECK(has(f.terminal.out_text, "198.51.101.9 was confirmed by an earlier round"));
}

TEST(companion_source_refuses_another_family) {
  struct Row {
    const char* type;
    const char* new_value;
    int exit;
  };
  for (const Row& row : {Row{"A", "2a00:1450:4001::7", 4}, Row{"AAAA", "198.51.101.7", 4},
                         Row{"A", "unknown", 4}, Row{"A", "198.51.101.7", 0}}) {
    Fixture f(compose("{}type = {}\n", kGateway, row.type));
    f.http.reply(200, told("changed", "none", row.new_value));
    CHECK_ROW(row.new_value, f.run({"update"}) == row.exit);
    CHECK_ROW(row.new_value, has(f.state(), row.new_value) == (row.exit == 0));
    if (row.exit == 0) continue;
    CHECK_ROW(row.new_value, has(f.terminal.err_text,
                                 compose("the companion sees this machine at {}", row.new_value)));
  }
}

TEST(companion_source_keeps_what_it_knows_through_a_fault) {
  Fixture f(kGateway);
  f.http.reply(200, told("changed", "none", "198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  f.http.reply(400,
               R"({"statusCode":"400","body":"DDNS IP check failed","message":"ip is missing"})");
  CHECK(f.run({"update"}) == 4);
  CHECK(has(f.terminal.err_text, "ip is missing"));
  CHECK(has(f.state(), "198.51.101.7"));
  // What was told before the fault is not taken for an answer.
  f.clock.pass(1h);
  f.http.reply(200, told("unchanged", "198.51.101.7", "198.51.101.7"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.http.requests.size() == 1 && !has(f.http.requests[0].url, "?"));
}

TEST(companion_source_in_a_dry_run_and_with_a_given_address) {
  Fixture f(kGateway);
  CHECK(f.run({"update", "--dry-run"}) == 0);
  CHECK(f.http.requests.empty());
  CHECK(has(f.terminal.out_text,
            "planned: would ask the gateway for this machine's own IPv4 address"));
  f.http.reply(200, told("changed", "none", "198.51.101.9"));
  CHECK(f.run({"update", "--ip", "198.51.101.9"}) == 0);
  CHECK(has(f.http.requests[0].url, "?ip=198.51.101.9"));
}

TEST(companion_source_in_the_daemon) {
  DaemonFixture f(kGateway);
  f.http.reply(200, told("changed", "none", "198.51.101.7"));
  f.hook(1min, "wan-event 0 connected");
  f.steps(1);
  CHECK(f.http.requests.size() == 1);
  // An event casts doubt on the answer, however young it is.
  f.http.reply(200, told("changed", "198.51.101.7", "198.51.101.8"));
  const Moment before = f.clock.moment;
  f.steps(1);
  CHECK(f.http.requests.size() == 2);
  CHECK(has(f.state(), "198.51.101.8"));
  // step() has slept until it must be asked again.
  CHECK(f.clock.moment - before >= 5min && f.clock.moment - before < 5min + 5s);
  f.http.reply(200, told("changed", "198.51.101.8", "198.51.101.9"));
  f.steps(1);
  CHECK(f.http.requests.size() == 3);
  CHECK(has(f.state(), "198.51.101.9"));
}

TEST(companion_source_publishes_private_addresses_as_the_companion_does) {
  Fixture f(kGateway);
  f.http.reply(200, told("changed", "none", "10.0.0.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(has(f.state(), "10.0.0.7"));
  CHECK(f.run({"update", "--if-due"}) == 0);
  CHECK(f.run({"status"}) == 0);
}

TEST(companion_source_needs_a_gateway) {
  struct Row {
    const char* config;
    const char* expected;
  };
  for (const Row& row :
       {Row{"[record home.example.com]\nsource = companion\n",
            "wan53.conf:1: [record home.example.com]: source = companion with via = route53"},
        Row{"[publish]\nvia = route53\n[record a.example.com]\ntype = A AAAA\n"
            "source-ipv6 = companion\n",
            ":3: [record a.example.com]: source-ipv6 = companion with via = route53"},
        Row{"[record a.example.com]\ntype = AAAA\nsource = companion\n",
            ":1: [record a.example.com]: source = companion with via = route53"},
        Row{"[publish]\nvia = gateway\ngateway-url = https://a.example.com/x\n"
            "[record a.example.com]\nsource = companion x\n",
            "companion x; expected internet ("}}) {
    Fixture f(row.config);
    CHECK_ROW(row.config, f.run({"config", "check"}) == 2);
    CHECK_ROW(row.config, has(f.terminal.err_text, row.expected));
  }
  const auto config = parse_config(compose("{}type = A AAAA\n", kGateway), "c");
  CHECK(config && config->records.size() == 2);
  const std::string text = config_text(*config);
  CHECK(has(text, "source = companion\n"));
  CHECK(has(text, "source-ipv6 = companion\n"));
}

TEST(companion_source_in_the_doctor) {
  Fixture f(kGateway);
  f.http.reply(200, "{}");
  f.http.reply(403, "{}");
  (void)f.run({"doctor"});
  CHECK(has(f.terminal.out_text,
            "address       home.example.com A: the companion sees it when it is called"));
}

}  // namespace
}  // namespace wan53
