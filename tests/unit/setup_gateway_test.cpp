// SPDX-License-Identifier: MIT
// `setup` through a gateway, which it rehearses with as `doctor` does.
#include "setup_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kNoAddressRefused =
    R"-({"statusCode":"400","body":"DDNS IP check failed (host = h, newip = wan53-dry-run)"})-";

TEST(setup_through_a_gateway_tries_it) {
  Fresh f({"2", "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/p/{host}", "",
           "home.example.com", "", "static 198.51.101.7", "", "3", kId, kSecret,
           // The gateway refuses: another URL, and the key stays.
           "", "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/q/{host}", "", "no"});
  f.knows_the_key();
  f.http.reply(403, R"({"message":"Forbidden"})", {{"x-amzn-ErrorType", "ForbiddenException"}});
  f.http.reply(400, kNoAddressRefused);
  CHECK(f.run({"setup"}) == 0);
  CHECK(has(f.http.requests[0].url, "//sts.eu-west-1."));
  CHECK(f.http.requests[1].url.ends_with("/p/home.example.com?ip=wan53-dry-run"));
  CHECK(f.http.requests[2].url.ends_with("/q/home.example.com?ip=wan53-dry-run"));
  CHECK(has(f.terminal.err_text, "the gateway takes this key"));
  CHECK(has(f.files.find(kConfigPath)->text, "/q/{host}\n"));
}

// A function made by hand fails at the address, in words of its own.
TEST(setup_takes_a_functions_refusal_of_no_address_for_an_answer) {
  const struct {
    int status;
    const char* body;
    bool taken;
  } rows[] = {
      {500, R"({"errorType":"CompanionRefusal","errorMessage":"'wan53-dry-run' is no address"})",
       true},
      {500, R"({"message":"IllegalIPv4Address with 'wan53-dry-run'"})", true},
      {200, R"({"statusCode":"500","body":"'wan53-dry-run': InvalidChangeBatch"})", true},
      {500, R"({"message":"Internal server error"})", false},
  };
  for (const auto& row : rows) {
    Fresh f({"2", "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/p", "", "home.example.com",
             "", "static 198.51.101.7", "", "3", kId, kSecret, "no"});
    f.knows_the_key();
    for (int i = 0; i < 4; ++i) f.http.reply(row.status, row.body);
    (void)f.run({"setup"});
    CHECK_ROW(f.terminal.err_text,
              has(f.terminal.err_text, "the gateway takes this key") == row.taken);
    CHECK_ROW(row.body, has(f.terminal.err_text, "could not be tried") != row.taken);
  }
}

// The key reaches a companion that would update nothing.
TEST(setup_repeats_what_the_companion_refuses) {
  const struct {
    const char* body;
    const char* said;
  } rows[] = {
      {R"-({"statusCode":"400","body":"DDNS IP check failed (host = b.example.com, newip = )-"
       R"-(wan53-dry-run)","message":"HostNames does not allow b.example.com"})-",
       "HostNames does not allow b.example.com"},
      {R"-({"statusCode":"200","body":"IP for b.example.com unchanged from 1.1.1.1 to 1.1.1.1 )-"
       R"-(via request from 1.1.1.1"})-",
       "the gateway does not pass the address on"},
      {R"({"hello":"world"})", "not a companion's reply"},
  };
  for (const auto& row : rows) {
    // The second name, behind a first that is welcome.
    Fresh f({"2", "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/p/{host}", "",
             "a.example.com b.example.com", "", "static 198.51.101.7", "", "3", kId, kSecret,
             "no"});
    f.knows_the_key();
    f.http.reply(400, kNoAddressRefused);
    f.http.reply(200, row.body);
    (void)f.run({"setup"});
    const std::string& said = f.terminal.err_text;
    CHECK_ROW(said, has(said, row.said) && has(said, "Write it anyway?"));
    CHECK_ROW(said, !has(said, "the gateway takes this key"));
    CHECK_ROW(said, f.files.find(kConfigPath) == nullptr);
  }
}

// The stack has a user of its own; a second one would be one too many.
TEST(setup_shows_how_the_gateways_stack_makes_a_key) {
  constexpr const char* kArn = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/p";
  const struct {
    const char* url;
    const char* arn;
    bool of_stack;
  } rows[] = {
      {"https://a1b2c3.execute-api.eu-west-1.amazonaws.com/p", kArn, true},
      {"https://a1b2c3.execute-api.eu-west-1.amazonaws.com/p", "", true},
      {"https://a1b2c3.execute-api.eu-west-1.amazonaws.com/p/{host}", kArn, false},
  };
  for (const auto& row : rows) {
    Fresh f({"2", row.url, row.arn, "home.example.com", "", "static 198.51.101.7", "", "3"});
    (void)f.run({"setup"});
    const std::string& said = f.terminal.err_text;
    CHECK_ROW(said, has(said,
                        "get-template --stack-name wan53 --region eu-west-1 --query TemplateBody "
                        "--output text >stack.yaml\naws cloudformation deploy --stack-name wan53 "
                        "--template-file stack.yaml --capabilities CAPABILITY_IAM --region "
                        "eu-west-1 --parameter-overrides RouterUser=yes\n"
                        "aws iam create-access-key --user-name \"$(aws cloudformation "
                        "describe-stacks --stack-name wan53 --region eu-west-1 --query "
                        "\"Stacks[0].Outputs[?OutputKey=='RouterUserName'].OutputValue\" "
                        "--output text)\"\n") == row.of_stack);
    CHECK_ROW(said, has(said, "aws iam create-user") != row.of_stack);
  }
}

}  // namespace
}  // namespace wan53
