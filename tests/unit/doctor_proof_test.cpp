// SPDX-License-Identifier: MIT
// What `doctor` can prove: messages by what SNS answered last, the region by its hosts, a zone once
// for all of its records. And what it shows of it, to whom, and when.
#include "account_fixture.h"
#include "base/compose.h"
#include "certificate_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kTopic =
    "[publish]\nsns-topic-arn = arn:aws:sns:us-east-1:111122223333:home\n";
constexpr const char* kThree =
    "[record a.example.com]\nsource = static 198.51.101.7\nzone = Z0123456789ABC\n"
    "[record b.example.com]\nsource = static 198.51.101.7\nzone = Z0123456789ABC\n"
    "[record c.example.com]\nsource = static 198.51.101.7\nzone = Z0123456789ABC\n";

std::ptrdiff_t count(std::string_view text, std::string_view part) {
  std::ptrdiff_t n = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
  return n;
}

// An account with SNS, in a world whose DNS knows some hosts only.
struct Services final : Http {
  Result<HttpReply> send(const HttpRequest& request) override {
    const std::string_view url = request.url;
    if (on_send != nullptr) seen.push_back(on_send->out_text);
    if (is_dead) return fail(Error{Errc::retry, "cannot reach it", {}, {}, true});
    for (const auto& host : unknown_hosts) {
      if (!has(url, host)) continue;
      return fail(Error{Errc::retry, "cannot resolve " + host, ErrorKind::unresolved, {}, true});
    }
    if (!has(url, "https://sns.")) return account.send(request);
    if (request.method != "POST") return HttpReply{400, {}, ""};
    messages.push_back(request.body);
    if (sns_works) return HttpReply{200, {}, "<PublishResponse/>"};
    return HttpReply{403, {}, refusal("AuthorizationError", "not authorized to SNS:Publish")};
  }

  Account account;
  bool sns_works = true;
  bool is_dead = false;
  std::vector<std::string> unknown_hosts;
  std::vector<std::string> messages;
  FakeTerminal* on_send = nullptr;
  std::vector<std::string> seen;  // what was on the screen before each exchange
};

struct ProofFixture : Fixture {
  explicit ProofFixture(std::string_view config) : Fixture(config) {
    ports.http = clients;
    bus.answer = Bus::Sent::delivered;
    services.account.zones = {{"Z0123456789ABC", "example.com"}};
    services.account.published = {{"Z0123456789ABC a.example.com", "198.51.101.7"},
                                  {"Z0123456789ABC b.example.com", "198.51.101.7"},
                                  {"Z0123456789ABC c.example.com", "198.51.101.7"}};
    dns.servers["example.com"] = {Account::server_of("Z0123456789ABC")};
  }
  bool found(std::string_view line) const { return has(terminal.out_text, line); }
  bool status_warns() {
    (void)run({"status"});
    return has(terminal.out_text, "warning      SNS Publish: AuthorizationError (403)");
  }

  Services services;
  FakeHttpClients clients{services};
};

TEST(a_broken_topic_stays_in_status_until_a_message_got_through) {
  ProofFixture f(compose("{}{}", kTopic, kThree));
  f.services.account.published.clear();
  f.services.sns_works = false;
  CHECK(f.run({"update"}) == 0);
  CHECK(f.status_warns());
  // A round without a message proves nothing, nor does one with another topic that sends none.
  CHECK(f.run({"update"}) == 0);
  CHECK(f.status_warns());
  CHECK(f.run({"doctor"}) == 4);
  CHECK(f.found("fail  message       the last one, at 2033-05-18T03:33:20Z, failed: SNS Publish"));
  CHECK(f.run({"doctor", "--write"}) == 4);
  CHECK(f.status_warns());
  f.services.sns_works = true;
  CHECK(f.run({"update"}) == 0);
  CHECK(f.status_warns());
  CHECK(f.run({"doctor", "--write"}) == 0);
  CHECK(has(f.services.messages.back(), "Subject=DDNS%20test"));
  CHECK(f.found(" was accepted"));
  CHECK(!f.status_warns());
  CHECK(f.run({"doctor"}) == 0 && f.found("ok    message"));
}

TEST(a_message_that_gets_through_ends_the_warning) {
  ProofFixture f(compose("{}{}", kTopic, kThree));
  f.services.account.published.clear();
  f.services.sns_works = false;
  CHECK(f.run({"update"}) == 0);
  CHECK(f.run({"update"}) == 0);
  f.services.sns_works = true;
  CHECK(f.run({"update", "--force"}) == 0);
  CHECK(!f.status_warns());
  // What another topic answered is not this one's.
  f.services.sns_works = false;
  CHECK(f.run({"update", "--force"}) == 0);
  f.files.put(
      kConfigPath,
      compose("[publish]\nsns-topic-arn = arn:aws:sns:us-east-1:111122223333:other\n{}", kThree));
  CHECK(f.run({"update"}) == 0);
  CHECK(!f.status_warns());
  CHECK(f.run({"doctor"}) == 0);
  CHECK(f.found("warn  message       none was sent yet; SNS answers over TLS"));
}

TEST(doctor_tells_the_class_of_the_worst_fault) {
  const struct {
    const char* label;
    void (*harm)(ProofFixture&);
    int exit;
  } rows[] = {
      {"nothing", [](ProofFixture&) {}, 0},
      {"network", [](ProofFixture& f) { f.services.is_dead = true; }, 3},
      {"the user", [](ProofFixture& f) { f.services.account.denied = {"Z0123456789ABC"}; }, 4},
      {"the user, and the network",
       [](ProofFixture& f) {
         f.services.account.denied = {"Z0123456789ABC"};
         f.services.unknown_hosts = {"sns."};
       },
       4},
      {"config", [](ProofFixture& f) { (void)f.files.remove("/etc/wan53/credentials"); }, 2},
      {"config, and the disk",
       [](ProofFixture& f) {
         (void)f.files.remove("/etc/wan53/credentials");
         f.files.full = true;
       },
       2},
      {"no config", [](ProofFixture& f) { (void)f.files.remove(kConfigPath); }, 2},
  };
  for (const auto& row : rows) {
    ProofFixture f(compose("{}{}", kTopic, kThree));
    row.harm(f);
    CHECK_ROW(row.label, f.run({"doctor"}) == row.exit);
    CHECK_ROW(row.label, f.run({"doctor", "--json"}) == row.exit);
  }
}

TEST(doctor_proves_that_the_region_exists) {
  const struct {
    const char* label;
    std::vector<std::string> unknown;
    bool expected;
    int exit;
  } rows[] = {{"a region", {}, false, 0},
              {"none", {"us-esat-1"}, true, 4},
              {"no DNS at all", {"us-esat-1", "route53"}, false, 3}};
  for (const auto& row : rows) {
    ProofFixture f(compose("[aws]\nregion = us-esat-1\n{}", kThree));
    f.services.unknown_hosts = row.unknown;
    CHECK_ROW(row.label, f.run({"doctor"}) == row.exit);
    CHECK_ROW(row.label,
              f.found("fail  region        there is no region us-esat-1") == row.expected);
  }
}

TEST(doctor_tells_of_a_zone_once) {
  const struct {
    const char* label;
    void (*harm)(ProofFixture&);
    const char* expected;
  } rows[] = {
      {"denied", [](ProofFixture& f) { f.services.account.denied = {"Z0123456789ABC"}; },
       "AccessDenied"},
      {"gone", [](ProofFixture& f) { f.services.account.zones.clear(); }, "NoSuchHostedZone"},
      {"unreached", [](ProofFixture& f) { f.services.unknown_hosts = {"route53"}; }, "fail  zone "},
      {"delegated elsewhere", [](ProofFixture& f) { f.dns.servers["example.com"] = {"ns.x"}; },
       "resolvers are sent to ns.x"},
  };
  for (const auto& row : rows) {
    ProofFixture f(kThree);
    row.harm(f);
    (void)f.run({"doctor"});
    CHECK_ROW(compose("{}\n{}", row.label, f.terminal.out_text),
              count(f.terminal.out_text, row.expected) == 1);
  }
}

TEST(doctor_says_whether_a_record_lies_in_its_zone) {
  ProofFixture f(kThree);
  CHECK(f.run({"doctor"}) == 0);
  CHECK(f.found("a.example.com A: 198.51.101.7 in Z0123456789ABC (example.com)"));
  f.services.account.zones = {{"Z0123456789ABC", "example.org"}};
  CHECK(f.run({"doctor"}) == 4);
  CHECK(f.found("a.example.com is not in the hosted zone Z0123456789ABC, which is example.org"));
}

TEST(doctor_shows_each_finding_when_it_is_made) {
  ProofFixture f(kThree);
  f.services.on_send = &f.terminal;
  CHECK(f.run({"doctor"}) == 0);
  CHECK(!f.services.seen.empty() && has(f.services.seen.front(), "ok    address"));
  CHECK(has(f.services.seen.back(), "ok    keys"));
  // A program reads one object, at the end.
  f.services.seen.clear();
  CHECK(f.run({"doctor", "--json"}) == 0);
  for (const auto& text : f.services.seen) CHECK_TEXT(text, "");
  CHECK(f.terminal.out_text.starts_with("{\"version\":1,\"ok\":true,") &&
        count(f.terminal.out_text, "\n") == 1);
}

TEST(doctor_shares_a_bad_config_s_fault) {
  ProofFixture f("[record home.example.com]\nzone = Z0123456789ABC\nfoo = 198.51.101.7\n");
  f.environment.variables.emplace_back("HOME", "/etc");
  CHECK(f.run({"doctor", "--share"}) == 2);
  CHECK(f.found("fail  config        home-1/wan53/wan53.conf:3: "));
  // There is no word about what -v shows.
  CHECK(f.run({"doctor", "--share", "-v"}) == 1);
  CHECK_TEXT(f.terminal.out_text, "");
}

TEST(doctor_shares_nothing_that_tells_whose_it_is) {
  const char* const kWhose[] = {"111122223333", "Z0123456789ABC",       "198.51.101.7",
                                "example",      "AKIAIOSFODNN7EXAMPLE", "/home/alice"};
  for (const std::string_view form : {"--share", "--json"}) {
    ProofFixture f(compose("{}{}", kTopic, kThree));
    f.environment.variables.emplace_back("HOME", "/home/alice");
    f.services.sns_works = false;
    f.services.account.published.clear();
    CHECK(f.run({"update"}) == 0);
    f.dns.servers["example.com"] = {"ns.x"};
    CHECK(f.run({"doctor", "--share", form}) == 4);
    for (const char* whose : kWhose) {
      CHECK_ROW(compose("{} in\n{}", whose, f.terminal.out_text), !f.found(whose));
    }
    CHECK(f.found("name-"));
    CHECK(f.found("address-1"));
  }
}

// The cause is told once, with what to do; what depends on it says that it was not tested.
TEST(doctor_without_a_session_says_why_once) {
  constexpr const char* kAdvice = "-> aws iot describe-certificate --certificate-id ";
  constexpr const char* kAtGateway =
      "[publish]\nvia = gateway\ngateway-url = "
      "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/home\n";
  const struct {
    const char* proof;
    std::string publish;
    const char* untested;
  } rows[] = {{kIot, "", "warn  route53       not tested: "},
              {kIot, kTopic, "warn  message       not tested: "},
              {kIot, kAtGateway, "warn  gateway       not tested: "},
              {kAnywhere, "", "warn  route53       not tested: "}};
  for (const auto& row : rows) {
    Fixture f(compose("{}{}[record home.example.com]\nsource = static 198.51.101.7\n", row.proof,
                      row.publish));
    put_pair(f);
    for (int i = 0; i < 9; ++i) f.http.reply(403, R"({"message":"Access Denied"})");
    CHECK_ROW(row.untested, f.run({"doctor"}) == 4);
    const std::string& said = f.terminal.out_text;
    CHECK_ROW(said, count(said, "Access Denied") == 1 && has(said, row.untested));
    CHECK_ROW(said, f.http.requests.size() == 1);
    CHECK_ROW(said, has(said, kAdvice) == (row.proof == kIot));
    CHECK_ROW(said, row.proof != kIot ||
                        has(said, " --region us-east-1 --query certificateDescription.status\n"));
  }
  // Without any answer, the certificate is not in question.
  Fixture f(compose("{}{}", kIot, kRecord));
  put_pair(f);
  CHECK(f.run({"doctor"}) == 3);
  CHECK_ROW(f.terminal.out_text,
            count(f.terminal.out_text, "no network") == 1 && !has(f.terminal.out_text, kAdvice));
}

TEST(doctor_shares_no_endpoint_of_the_account) {
  Fixture f(compose("{}{}", kIot, kRecord));
  put_pair(f);
  for (int i = 0; i < 4; ++i) {
    f.http.answers.push_back(fail(Errc::retry, "cannot reach {}:443", kIotHost));
  }
  CHECK(f.run({"doctor", "--share"}) == 3);
  CHECK_ROW(f.terminal.out_text, !has(f.terminal.out_text, "abc."));
  CHECK_ROW(f.terminal.out_text,
            has(f.terminal.out_text, "reach endpoint-1.credentials.iot.us-east-1.amazonaws.com"));
}

}  // namespace
}  // namespace wan53
