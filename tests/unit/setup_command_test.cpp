// SPDX-License-Identifier: MIT
// The questions of `setup`, and what it writes after the last of them.
#include "ddns/config.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kId = "AKIAIOSFODNN7EXAMPLE";
constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
constexpr const char* kCredentials = "/etc/wan53/credentials";

struct Fresh : Fixture {
  explicit Fresh(std::initializer_list<const char*> lines) {
    (void)files.remove(kConfigPath);
    (void)files.remove(kCredentials);
    for (const char* line : lines) terminal.answers.emplace_back(line);
  }
  void knows_the_key() {
    http.reply(200,
               "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
               "<GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/home</Arn>"
               "<UserId>A</UserId><Account>111122223333</Account></GetCallerIdentityResult>"
               "</GetCallerIdentityResponse>");
  }
};

TEST(setup_writes_what_it_was_told_and_tries_it) {
  Fresh f(
      {"", "home.example.com  b.example.com", "A", "static 198.51.101.7", "Z111", kId, kSecret});
  f.knows_the_key();
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, listing(""));
  CHECK(f.run({"setup"}) == 0);
  CHECK_TEXT(f.files.find(kConfigPath)->text,
             "[record home.example.com]\ntype = A\nsource = static 198.51.101.7\nzone = Z111\n\n"
             "[record b.example.com]\ntype = A\nsource = static 198.51.101.7\nzone = Z111\n");
  CHECK_TEXT(f.files.find(kCredentials)->text,
             concat({"[default]\naws_access_key_id = ", kId, "\naws_secret_access_key = ", kSecret,
                     "\n"}));
  CHECK(f.terminal.secrets == 1);
  CHECK(!has(f.terminal.err_text, kSecret) && !has(f.terminal.out_text, kSecret));
  CHECK(has(f.terminal.err_text, "AWS knows this key: arn:aws:iam::111122223333:user/home"));
  CHECK(has(f.terminal.out_text, "home.example.com A: planned: published 198.51.101.6"));
  CHECK(f.http.count("POST") == 1);  // STS
}

TEST(setup_through_a_gateway) {
  Fresh f({"2", "https://api.example.com/ddns/{host}", "eu-west-1", "home.example.com", "",
           "static 198.51.101.7", kId, kSecret});
  f.knows_the_key();
  CHECK(f.run({"setup"}) == 0);
  CHECK(has(f.http.requests[0].url, "//sts.eu-west-1."));
  CHECK_TEXT(f.files.find(kConfigPath)->text,
             "[aws]\nregion = eu-west-1\n\n[publish]\nvia = gateway\n"
             "gateway-url = https://api.example.com/ddns/{host}\n\n"
             "[record home.example.com]\ntype = A\nsource = static 198.51.101.7\n");
}

TEST(setup_takes_the_sources_of_the_way) {
  Fresh gateway({"2", "https://api.example.com/ddns", "", "home.example.com", "", "wan-all",
                 "companion", kId, kSecret});
  gateway.knows_the_key();
  (void)gateway.run({"setup"});
  CHECK(has(gateway.terminal.err_text, "wan-all with via = gateway"));
  CHECK(has(gateway.files.find(kConfigPath)->text, "source = companion\n"));
  Fresh direct(
      {"1", "home.example.com", "A", "companion", "static 198.51.101.7", "Z111", kId, kSecret});
  direct.knows_the_key();
  direct.http.reply(200, home("198.51.101.7"));
  CHECK(direct.run({"setup"}) == 0);
  CHECK(has(direct.terminal.err_text, "source = companion with via = route53"));
  // More records go the way of those that are there.
  Fixture more(
      "[publish]\nvia = gateway\ngateway-url = https://api.example.com/ddns/{host}\n"
      "[record home.example.com]\nsource = static 198.51.101.7\n");
  more.terminal.answers = {"", "out.example.com", "", "wan-all", "companion", ""};
  (void)more.run({"setup"});
  CHECK(has(more.terminal.err_text, "wan-all with via = gateway"));
  CHECK(has(more.files.find(kConfigPath)->text,
            "[record out.example.com]\ntype = A\nsource = companion\n"));
}

TEST(setup_says_at_once_what_is_wrong_with_an_answer) {
  Fresh f({"3", "1", "", "\"home.example.com\"", "home.example.com", "MX", "A", "eth0",
           "static 198.51.101.7", "zone", "Z111", "AKIA", "x", kId, kSecret, kId, kSecret});
  f.http.reply(403, refusal("SignatureDoesNotMatch"));
  f.knows_the_key();
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"setup"}) == 0);
  for (const char* said :
       {"expected 1 or 2", "a name is missing", "remove the quotes",
        "MX; expected A, AAAA or A AAAA", "source: eth0; expected wan",
        "zone: zone; expected a hosted zone id", "the access key id", "SignatureDoesNotMatch"}) {
    CHECK_ROW(said, has(f.terminal.err_text, said));
  }
}

TEST(setup_asks_for_the_address_of_the_type) {
  const struct {
    const char* type;
    const char* refused;
    const char* taken;
  } rows[] = {
      {"AAAA", "static 198.51.101.7", "prefix ::1:2:3:4 on br1"},
      {"AAAA", "prefix ::1 br1", "static 2a00:1450:1::7"},
      {"A", "prefix ::1:2:3:4 on br1", "static 198.51.101.7"},
  };
  for (const auto& row : rows) {
    Fresh f({"", "home.example.com", row.type, row.refused, row.taken, "Z111", kId, kSecret});
    f.knows_the_key();
    (void)f.run({"setup"});
    CHECK_TEXT_ROW(row.taken, f.files.find(kConfigPath)->text,
                   concat({"[record home.example.com]\ntype = ", row.type, "\nsource = ", row.taken,
                           "\nzone = Z111\n"}));
  }
}

// Ctrl-C, or the end of what is typed, at each question.
TEST(setup_changes_nothing_before_the_last_answer) {
  const std::vector<std::string> all = {
      "1", "home.example.com", "A", "static 198.51.101.7", "Z111", kId, kSecret};
  for (std::size_t count = 0; count < all.size(); ++count) {
    Fresh f({});
    f.terminal.answers.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
    CHECK(f.run({"setup"}) == 1);
    CHECK(f.files.find(kConfigPath) == nullptr && f.files.find(kCredentials) == nullptr);
  }
  Fresh stubborn({"x", "x", "x", "x", "x", "1"});
  CHECK(stubborn.run({"setup"}) == 1);
  CHECK(has(stubborn.terminal.err_text, "nothing was changed"));
}

TEST(setup_puts_more_records_behind_those_that_are_there) {
  const std::string before = concat({"# mine\n", kRecord, "# the end"});
  Fixture f(before);
  f.terminal.answers = {"", "b.example.com", "A AAAA", "interface eth0",
                        // Twice the same, which only the whole config tells.
                        "home.example.com", "A", "static 198.51.101.7", "x", "c.example.com", "",
                        "static 198.51.101.9", ""};
  f.http.reply(200, home("198.51.101.7"));
  (void)f.run({"setup"});
  CHECK_TEXT(f.files.find(kConfigPath)->text,
             concat({before, "\n\n[record b.example.com]\ntype = A AAAA\nsource = interface eth0\n",
                     "\n[record c.example.com]\ntype = A\nsource = static 198.51.101.9\n"}));
  CHECK(has(f.terminal.err_text, "home.example.com"));
  CHECK(has(f.terminal.err_text, "expected a full name such as home.example.com"));
  CHECK_TEXT(f.files.find(kCredentials)->text, kKey);
}

TEST(setup_adds_nothing_before_the_last_answer) {
  Fixture f;
  f.terminal.answers = {"", "b.example.com", "A", "static 198.51.101.7"};
  CHECK(f.run({"setup"}) == 1);
  CHECK_TEXT(f.files.find(kConfigPath)->text, kRecord);
  std::string full = concat({kRecord, "#"});
  full.resize(kMaxConfigBytes - 10, 'x');
  f.files.put(kConfigPath, full);
  f.terminal.answers = {"", "b.example.com", "A", "static 198.51.101.7", ""};
  (void)f.run({"setup"});
  CHECK(has(f.terminal.err_text, "too long"));
  CHECK_TEXT(f.files.find(kConfigPath)->text, full);
}

TEST(setup_leaves_a_config_alone_and_asks_for_the_key) {
  Fixture f(concat({"# mine\n", kRecord}));
  f.terminal.answers = {"", ""};
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"setup"}) == 0);
  CHECK_TEXT(f.files.find(kConfigPath)->text, concat({"# mine\n", kRecord}));
  CHECK_TEXT(f.files.find(kCredentials)->text, kKey);
  // Another tool's profiles are not thrown away.
  f.files.put(kCredentials, concat({kKey, "[other]\nx = y\n"}));
  f.terminal.answers = {kId, kSecret};
  CHECK(f.run({"setup"}) == 4);
  CHECK(has(f.terminal.err_text, "holds other profiles"));
  CHECK(has(f.files.find(kCredentials)->text, "[other]"));
  f.files.put(kCredentials, concat({"[other]\naws_access_key_id = ", kId, "\n"}));
  f.terminal.answers = {kId, kSecret};
  CHECK(f.run({"setup"}) == 4);
  CHECK(has(f.files.find(kCredentials)->text, "[other]"));
  f.files.put(kConfigPath, "[record x]\n");
  CHECK(f.run({"setup"}) == 2);
}

}  // namespace
}  // namespace wan53
