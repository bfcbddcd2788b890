// SPDX-License-Identifier: MIT
// What the addon's script asks of the program, a line for each thing: config records, config hosts,
// version compare.
#include "base/compose.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

TEST(config_records_prints_one_line_per_record) {
  Fixture f(
      "[record Home.Example.com]\ntype = A AAAA\nsource-ipv6 = prefix ::1:2:3:4\n"
      "[record *.example.com]\nsource = interface eth0\nttl = 5m\nzone = Z111\n"
      "set-identifier = my house\n");
  f.processes.programs = {"nvram"};
  CHECK(f.run({"config", "records"}) == 0);
  CHECK_TEXT(f.terminal.out_text,
             "home.example.com\tA\twan\t120\t-\t-\n"
             "home.example.com\tAAAA\tprefix ::1:2:3:4\t120\t-\t-\n"
             "*.example.com\tA\tinterface eth0\t300\tZ111\tmy house\n");
  Fixture wrong("[record home.example.com]\nttl = soon\n");
  CHECK(wrong.run({"config", "records"}) == 2);
  CHECK_TEXT(wrong.terminal.out_text, "");
}

TEST(config_hosts_are_all_that_are_called) {
  const struct {
    const char* label;
    const char* config;
    std::vector<std::pair<std::string, std::string>> environment;
    const char* hosts;
  } rows[] = {
      {"defaults",
       "[record a.example.com]\n",
       {},
       "route53.amazonaws.com\nsts.us-east-1.amazonaws.com\ncheckip.amazonaws.com\n"
       "checkip.global.api.aws\n"},
      {"the internet's view",
       "[record a.example.com]\nsource = internet on eth0\n",
       {},
       "route53.amazonaws.com\nsts.us-east-1.amazonaws.com\ncheckip.amazonaws.com\n"
       "checkip.global.api.aws\n"},
      {"no checkers",
       "[record a.example.com]\nsource = interface eth0\n",
       {},
       "route53.amazonaws.com\nsts.us-east-1.amazonaws.com\n"},
      {"another region, and dual stack",
       "[aws]\nregion = eu-central-1\nuse-dualstack = yes\n[record a.example.com]\nsource = "
       "interface eth0\n",
       {},
       "route53.global.api.aws\nsts.eu-central-1.api.aws\n"},
      {"another partition",
       "[aws]\nregion = cn-north-1\n[record a.example.com]\nsource = interface eth0\n",
       {},
       "route53.amazonaws.com.cn\nsts.cn-north-1.amazonaws.com.cn\n"},
      {"messages and metrics",
       "[aws]\nregion = eu-central-1\n[publish]\nsns-topic-arn = "
       "arn:aws:sns:eu-west-1:111122223333:home\nmetric-namespace = Home\n[record "
       "a.example.com]\nsource = interface eth0\n",
       {},
       "route53.amazonaws.com\nsts.eu-central-1.amazonaws.com\nsns.eu-west-1.amazonaws.com\n"
       "monitoring.eu-central-1.amazonaws.com\n"},
      {"a gateway, and checkers of one's own, each once",
       "[publish]\nvia = gateway\ngateway-url = https://API.example.com:8443/x/{host}\ncheckers = "
       "https://ip.example.com/a https://ip.example.com/b https://[2001:db8::1]:444/\n[record "
       "a.example.com]\n",
       {},
       "route53.amazonaws.com\napi.example.com\nsts.us-east-1.amazonaws.com\nip.example.com\n"
       "2001:db8::1\n"},
      {"endpoints and a region of the environment",
       "[publish]\nmetric-namespace = Home\n[record a.example.com]\nsource = interface eth0\n",
       {{"AWS_ENDPOINT_URL", "https://aws.example.com/base"},
        {"AWS_ENDPOINT_URL_ROUTE_53", "https://r53.example.com"},
        {"AWS_REGION", "eu-west-3"}},
       "r53.example.com\naws.example.com\n"},
  };
  for (const auto& row : rows) {
    Fixture f(row.config);
    f.processes.programs = {"nvram"};
    for (const auto& [name, value] : row.environment)
      f.environment.variables.emplace_back(name, value);
    CHECK_ROW(row.label, f.run({"config", "hosts"}) == 0);
    CHECK_TEXT_ROW(row.label, f.terminal.out_text, row.hosts);
  }
}

// The addon's script writes its whitelist before `setup` has been run.
TEST(config_hosts_before_there_is_a_config) {
  Fixture f;
  (void)f.files.remove(kConfigPath);
  f.environment.variables.emplace_back("AWS_REGION", "eu-west-3");
  CHECK(f.run({"config", "hosts"}) == 0);
  CHECK_TEXT(f.terminal.out_text,
             "route53.amazonaws.com\nsts.eu-west-3.amazonaws.com\ncheckip.amazonaws.com\n"
             "checkip.global.api.aws\n");
  Fixture wrong("[record home.example.com]\nttl = soon\n");
  CHECK(wrong.run({"config", "hosts"}) == 2);
  CHECK_TEXT(wrong.terminal.out_text, "");
}

TEST(version_compare_says_which_is_newer) {
  const struct {
    const char *a, *b, *order;
  } rows[] = {
      {"0.1.0", "0.1.0", "same"},
      {"0.2.0", "0.1.9", "newer"},
      {"0.1.10", "0.1.9", "newer"},
      {"0.9.9", "1.0.0", "older"},
      {"0.2.0", "0.2.0-dev", "newer"},
      {"0.2.0-dev", "0.1.0", "newer"},
      {"0.2.0-dev", "0.2.0", "older"},
      {"1.0", "1.0.0", "same"},
      {"2", "10", "older"},
  };
  for (const auto& row : rows) {
    Fixture f;
    CHECK_ROW(row.a, f.run({"version", "compare", row.a, row.b}) == 0);
    CHECK_TEXT_ROW(row.a, f.terminal.out_text, compose("{}\n", row.order));
  }
  for (const char* wrong :
       {"", "v1", "1.", ".1", "1..2", "1.2.3.4", "1-", "1.x", "1000000", "-dev"}) {
    Fixture f;
    CHECK_ROW(wrong, f.run({"version", "compare", "0.1.0", wrong}) == 1);
    CHECK_TEXT_ROW(wrong, f.terminal.out_text, "");
  }
  Fixture f;
  CHECK(f.run({"version", "compare", "0.1.0"}) == 1);
  CHECK(f.run({"version", "compare"}) == 1);
  CHECK(f.run({"version"}) == 0);
  CHECK(has(f.terminal.out_text, "wan53 "));
}

// The limit of every reader is the writer's.
TEST(history_that_something_else_made_longer_is_shown_and_written_on) {
  const std::string line =
      "2015-08-30T12:36:00Z\thome.example.com A\t203.0.113.7\t203.0.113.8\twan0 connected\n";
  for (const std::size_t size : {8'192U, 8'193U, 40'000U, 65'536U}) {
    std::string text;
    while (text.size() + line.size() <= size) text += line;
    text.insert(0, std::string(size - text.size() - 1, 'x') + "\n");
    Fixture f;
    f.files.put("/var/lib/wan53/history", text);
    CHECK_ROW(to_text(static_cast<std::int64_t>(size)), f.run({"history"}) == 0);
    CHECK(std::ranges::count(f.terminal.out_text, '\n') == std::ranges::count(text, '\n') - 1);
    CHECK(f.run({"history", "--json"}) == 0);
    CHECK(has(f.terminal.out_text, "203.0.113.8"));
    f.terminal.out_text.clear();
    CHECK(f.run({"page"}) == 0);
    CHECK(has(f.terminal.out_text, "203.0.113.8"));
    f.http.reply(200, home("198.51.101.6"));
    f.http.reply(200, change_info());
    CHECK(f.run({"update"}) == 0);
    CHECK(has(f.files.find("/var/lib/wan53/history")->text, "198.51.101.7"));
    CHECK(f.run({"history"}) == 0);
    CHECK(has(f.terminal.out_text, "198.51.101.6 -> 198.51.101.7"));
  }
}

}  // namespace
}  // namespace wan53
