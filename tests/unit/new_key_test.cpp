// SPDX-License-Identifier: MIT
// A key that was made seconds ago: AWS refuses it as unknown until all its servers have learnt it.
#include <numeric>

#include "base/compose.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kGateway =
    "[publish]\nvia = gateway\ngateway-url = https://api.example.com/ddns/{host}\n"
    "[record home.example.com]\nsource = static 198.51.101.7\n";

struct NewKey : Fixture {
  using Fixture::Fixture;
  void refuse(int times, const char* code = "InvalidClientTokenId") {
    for (int i = 0; i < times; ++i) {
      http.reply(403, refusal(code, "The security token included in the request is invalid."));
    }
  }
  Milliseconds slept() const {
    return std::accumulate(clock.sleeps.begin(), clock.sleeps.end(), Milliseconds(0));
  }
  void other_key() {
    files.put("/etc/wan53/credentials",
              "[default]\naws_access_key_id = AKIAOTHERKEY00000000\n"
              "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n");
  }
};

TEST(new_key_is_tried_again_until_aws_knows_it) {
  for (const int refusals : {1, 2, 5}) {
    NewKey f;
    f.refuse(refusals);
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(to_text(refusals), f.run({"update"}) == 0);
    CHECK_ROW(to_text(refusals), f.clock.sleeps.size() == static_cast<std::size_t>(refusals));
    CHECK_ROW(to_text(refusals), f.slept() < 30s);
    CHECK_TEXT(f.terminal.err_text, "");
  }
}

TEST(new_key_is_the_users_fault_after_half_a_minute) {
  NewKey f;
  f.refuse(20);
  CHECK(f.run({"update"}) == 4);
  CHECK(f.slept() == 30s);
  CHECK(f.http.requests.size() >= 6 && f.http.requests.size() <= 10);
  CHECK(has(f.terminal.err_text, "check the access key id"));
  // It is not just new: the next round does not wait for it.
  f.http.answers.clear();
  f.clock.sleeps.clear();
  f.refuse(20);
  CHECK(f.run({"update"}) == 4);
  CHECK(f.clock.sleeps.empty());
  CHECK(f.http.requests.size() == 1);
}

TEST(new_key_is_waited_for_once_in_a_round) {
  NewKey f(
      compose("{}[record b.example.com]\nsource = static 198.51.101.7\nzone = "
              "Z111\n[record c.example.com]\nsource = static 198.51.101.7\nzone = Z222\n",
              kRecord));
  f.refuse(40);
  CHECK(f.run({"update"}) == 4);
  CHECK(f.slept() < 32s);
}

TEST(new_key_that_has_worked_is_new_no_more) {
  NewKey f;
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  f.refuse(20);
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() == 1 && f.clock.sleeps.empty());
  // Another key is new.
  f.other_key();
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() > 4);
  const auto* stored = f.files.find("/run/wan53/volatile.json");
  CHECK(stored != nullptr && has(stored->text, "\"key\":\""));
  CHECK(stored != nullptr && !has(stored->text, "AKIA") && !has(stored->text, "bPxRfiCY"));
}

TEST(new_key_only_if_it_is_unknown) {
  for (const char* code : {"SignatureDoesNotMatch", "AccessDenied", "ExpiredToken"}) {
    NewKey f;
    f.http.reply(403, refusal(code));
    CHECK_ROW(code, f.run({"update"}) == 4);
    CHECK_ROW(code, f.http.requests.size() == 1);
  }
  NewKey f;
  f.files.put("/etc/wan53/credentials", compose("{}aws_session_token = IQoJtoken\n", kKey));
  f.refuse(20);
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() == 1);
}

// Not all servers learn it at the same time: after the reading, the writing may be refused.
TEST(new_key_refused_to_write_reads_again_first) {
  NewKey f;
  f.http.reply(200, home("198.51.101.1"));
  f.refuse(1);
  f.http.reply(200, home("198.51.101.1"));
  f.http.reply(200, change_info());
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.count("POST") == 2 && f.http.count("GET") == 2);
  CHECK(f.slept() >= 1s);
}

TEST(new_key_through_a_gateway) {
  NewKey f(kGateway);
  for (const char* code : {"UnrecognizedClientException", "AccessDeniedException"}) {
    f.http.reply(403, R"({"message":"The security token included in the request is invalid."})",
                 {{"x-amzn-ErrorType", code}});
  }
  f.http.reply(200, R"({"statusCode":"200","body":"IP for home.example.com changed from none to )"
                    R"(198.51.101.7 via request from 198.51.101.7"})");
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 3);
}

TEST(new_key_is_what_a_person_at_a_terminal_sees_the_program_wait_for) {
  NewKey f;
  f.terminal.err_is_a_terminal = true;
  f.refuse(2);
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  const std::string wait =
      "\r\x1b[Kwaiting: AWS does not know this access key; a new one takes up to 30 s\r\x1b[K";
  const std::string ask =
      "\r\x1b[Kwaiting: GET route53.amazonaws.com/2013-04-01/hostedzone/Z111/rrset\r\x1b[K";
  CHECK_TEXT(f.terminal.err_text, ask + wait + ask + wait + ask);
}

TEST(new_key_in_setup) {
  NewKey f;
  (void)f.files.remove(kConfigPath);
  (void)f.files.remove("/etc/wan53/credentials");
  for (const char* line :
       {"", "home.example.com", "A", "static 198.51.101.7", "Z111", "", "3", "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "no"}) {
    f.terminal.answers.emplace_back(line);
  }
  f.terminal.err_is_a_terminal = true;
  f.refuse(3);
  f.http.reply(200,
               "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
               "<GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/home</Arn>"
               "<UserId>A</UserId><Account>111122223333</Account></GetCallerIdentityResult>"
               "</GetCallerIdentityResponse>");
  f.refuse(1);  // Route 53 learns it later than STS
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"setup"}) == 0);
  CHECK(has(f.terminal.err_text, "a new one takes up to 30 s"));
  CHECK(has(f.terminal.err_text, "AWS knows this key"));
  CHECK(!has(f.terminal.err_text, "InvalidClientTokenId"));
}

}  // namespace
}  // namespace wan53
