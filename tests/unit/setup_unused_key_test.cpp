// SPDX-License-Identifier: MIT
// The access key that a certificate has replaced: when `setup` offers to remove it, and what it
// says then.
#include "base/text.h"
#include "own_pair_fixture.h"

namespace wan53 {
namespace {

using namespace test;

// The dry run proves the new way; only then the key goes.
TEST(setup_certificate_replaces_a_key) {
  const std::string other = "[other]\nx = y\n";
  const struct {
    const char* label;
    std::string file;
    bool works;
    const char* answer;
    std::string left;
    const char* user = "routers/box";  // as AWS tells it
    const char* shown = "--user-name box\n";
    const char* further = "";
  } rows[] = {
      {"ours alone", kKey, true, "yes", ""},
      {"ours and others", compose("# mine\n{}\n{}", kKey, other), true, "",
       compose("# mine\n{}", other)},
      {"a lie for a shell", kKey, true, "yes", "", "x;reboot",
       "--user-name \"$(aws iam get-access-key-last-used --access-key-id AKIAIOSFODNN7EXAMPLE "
       "--query UserName --output text)\"\n"},
      {"whom setup advised", kKey, true, "yes", "", "wan53", "--user-name wan53\n",
       "If no other machine has a key of this user:\naws iam delete-user-policy --user-name wan53 "
       "--policy-name wan53\naws iam delete-user --user-name wan53\n"},
      {"a stack's", kKey, true, "yes", "", "dns-Router-1A2B3C", "--user-name dns-Router-1A2B3C\n",
       "get-template --stack-name dns --region us-east-1 --query TemplateBody --output text "
       ">stack.yaml\naws cloudformation deploy --stack-name dns --template-file stack.yaml "
       "--capabilities CAPABILITY_IAM --region us-east-1 --parameter-overrides RouterUser=no\n"},
      {"it stays", kKey, true, "no", kKey},
      {"it does not work", kKey, false, "yes", kKey},
  };
  for (const auto& row : rows) {
    Certified f({"", "", "1", "", kEndpoint, "", "", "no", row.answer});
    f.files.put(kConfigPath, kRecord);
    f.files.put(kCredentialsPath, row.file);
    f.takes_the_certificate();
    f.gives_a_session();
    f.http.reply(200, home("198.51.101.6"));
    // What `setup` found is looked up once more by the dry run.
    f.http.answers.pop_back();
    if (row.works) {
      f.gives_a_session();
      f.http.reply(200, home("198.51.101.6"));
      f.http.reply(
          200,
          compose(
              "<GetCallerIdentityResponse><GetCallerIdentityResult>"
              "<Arn>arn:aws:iam::111122223333:user/{}</Arn><UserId>A</UserId>"
              "<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
              row.user));
    }
    (void)f.run({"setup"});
    const std::string& said = f.terminal.err_text;
    CHECK_ROW(said, has(f.text_of(kConfigPath), "credentials = iot\n"));
    CHECK_TEXT_ROW(compose("{}: {}", row.label, said), f.text_of(kCredentialsPath), row.left);
    const bool is_gone = row.left != row.file;
    CHECK_ROW(said, has(said, compose("aws iam delete-access-key --access-key-id "
                                      "AKIAIOSFODNN7EXAMPLE {}",
                                      row.shown)) == is_gone);
    CHECK_ROW(said, has(said, row.further));
    CHECK_ROW(said, *row.further != '\0' || !has(said, "delete-user"));
    CHECK_ROW(said, !has(said, kSecret) && f.keeps_the_secrets());
  }
}

// A dry run through a gateway sends nothing, and so proves nothing.
TEST(setup_offers_to_remove_a_key_only_when_aws_took_the_certificate) {
  constexpr const char* kGateway =
      "[publish]\nvia = gateway\ngateway-url = "
      "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/p\n\n[record home.example.com]\n"
      "source = static 198.51.101.7\n";
  struct Given {
    int status;
    const char* body;
  };
  constexpr Given kTakes = {400, R"-({"statusCode":"400","body":"DDNS IP check failed (host = h, )-"
                                 R"-(newip = wan53-dry-run)"})-"};
  constexpr Given kRefuses = {403, R"({"message":"Forbidden"})"};
  constexpr Given kBroken = {500, R"({"message":"Internal server error"})"};
  const struct {
    const char* label;
    const char* config;
    bool is_taken;  // the certificate, by STS
    Given then;     // from the gateway or Route 53
    std::initializer_list<const char*> answers;
    bool is_offered;
  } rows[] = {
      {"the gateway takes it", kGateway, true, kTakes, {"no", "no"}, true},
      {"the gateway cannot be tried", kGateway, true, kBroken, {"no", "no"}, false},
      {"the gateway refuses it", kGateway, true, kRefuses, {"yes", "no", "no"}, false},
      {"the provider refuses it", kGateway, false, kTakes, {"yes", "no", "no"}, false},
      {"Route 53 cannot be asked", kRecord, true, kBroken, {"no", "no"}, false},
  };
  for (const auto& row : rows) {
    const bool is_gateway = row.config == kGateway;
    Certified f(is_gateway
                    ? std::initializer_list<const char*>{"", "", "", "", "1", "", kEndpoint, "", ""}
                    : std::initializer_list<const char*>{"", "", "1", "", kEndpoint, "", ""});
    f.type(row.answers);
    f.files.put(kConfigPath, row.config);
    f.files.put(kCredentialsPath, kKey);
    if (row.is_taken) {
      f.takes_the_certificate();
      f.gives_a_session();
      for (int i = 0; i < 4; ++i) f.http.reply(row.then.status, row.then.body);
    } else {
      f.refuses();
    }
    (void)f.run({"setup"});
    const std::string& said = f.terminal.err_text;
    CHECK_ROW(compose("{}: {}", row.label, said), has(said, "Written: /etc/wan53/wan53.conf\n"));
    CHECK_ROW(compose("{}: {}", row.label, said),
              has(said, "Remove the access key") == row.is_offered);
    CHECK_TEXT_ROW(row.label, f.text_of(kCredentialsPath), kKey);
    if (!is_gateway) continue;
    // Once more, without a change: it is tried all the same.
    f.type({"", "", "", "", "", "", "", "", "no", "yes"});
    f.http.answers.clear();
    f.terminal.answers.erase(f.terminal.answers.begin(), f.terminal.answers.end() - 10);
    f.terminal.err_text.clear();
    f.takes_the_certificate();
    f.gives_a_session();
    f.http.reply(kTakes.status, kTakes.body);
    (void)f.run({"setup"});
    CHECK_ROW(compose("{}: {}", row.label, said), has(said, "Nothing changed.\n"));
    CHECK_TEXT_ROW(compose("{}: {}", row.label, said), f.text_of(kCredentialsPath), "");
  }
}

}  // namespace
}  // namespace wan53
