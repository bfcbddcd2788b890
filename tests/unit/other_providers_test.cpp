// SPDX-License-Identifier: MIT
// Credentials that STS lends for a role, and those that another program prints: what is asked, what
// signs then, and what is said if there are none.
#include "access/other_providers.h"

#include "base/compose.h"
#include "base/utc.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kProcessConfig =
    "[aws]\ncredentials = process\ncredential-process = /opt/bin/keys --of \"my SECRET\"\n"
    "[record home.example.com]\nsource = static 198.51.101.7\nzone = Z111\n";
constexpr const char* kCommand = "/opt/bin/keys --of my SECRET";

struct Lent : Fixture {
  using Fixture::Fixture;
  // Profiles "default", whose source is q, and so on; the last one has keys.
  void put_roles(std::initializer_list<std::string_view> names) {
    std::string text;
    std::string_view profile = "default";
    for (const auto name : names) {
      text += compose(
          "[{}]\nrole_arn = arn:aws:iam::111122223333:role/{}\nsource_profile = {}-source\n",
          profile, name, name);
      if (name == *names.begin()) text += "external_id = id/1\n";
      profile = name;
      sources.push_back(compose("{}-source", name));
      profile = sources.back();
    }
    text += compose(
        "[{}]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
        profile);
    files.put("/etc/wan53/credentials", text);
  }
  void lend(std::string_view id) {
    http.reply(200, compose("<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>{}"
                            "</AccessKeyId><SecretAccessKey>SECRET</SecretAccessKey><SessionToken>"
                            "token-{}</SessionToken><Expiration>{}</Expiration></Credentials>"
                            "</AssumeRoleResult></AssumeRoleResponse>",
                            id, id, rfc3339(clock.wall() + 1h)));
  }
  void prints(int status, const std::string& output) {
    processes.answers.insert_or_assign(kCommand, Processes::Ended{status, output});
  }
  std::string printed(std::string_view token = "token") const {
    return compose(
        "{{\"Version\":1,\"AccessKeyId\":\"ASIAIOSFODNN7EXAMPLE\",\"SecretAccessKey\":"
        "\"SECRET\",\"SessionToken\":\"{}\",\"Expiration\":\"{}\"}}",
        token, rfc3339(clock.wall() + 1h));
  }
  // The id in the request's signature, and its token.
  std::string signed_by(std::size_t i) const {
    std::string id, token;
    for (const auto& [name, value] : http.requests[i].headers) {
      if (lower(name) == "x-amz-security-token") token = value;
      const auto at = value.find("Credential=");
      if (lower(name) == "authorization") id = value.substr(at + 11, value.find('/') - at - 11);
    }
    return compose("{} {}", id, token);
  }
  std::vector<std::string> sources;
};

TEST(assumed_role_signs_what_follows) {
  Lent f;
  f.put_roles({"a"});
  f.lend("ASIAROLEAROLEAROLEA1");
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(f.terminal.err_text, "");
  CHECK(f.http.requests.size() == 2);
  CHECK(has(f.http.requests[0].url, "https://sts.us-east-1.amazonaws.com"));
  CHECK(has(f.http.requests[0].body,
            "role%2Fa&RoleSessionName=wan53&DurationSeconds=3600&"
            "ExternalId=id%2F1"));
  CHECK_TEXT(f.signed_by(0), "AKIAIOSFODNN7EXAMPLE ");
  CHECK_TEXT(f.signed_by(1), "ASIAROLEAROLEAROLEA1 token-ASIAROLEAROLEAROLEA1");
}

TEST(assumed_roles_are_a_chain) {
  Lent f;
  f.put_roles({"a", "b", "c"});
  f.lend("ASIAROLECROLECROLEC1");
  f.lend("ASIAROLEBROLEBROLEB1");
  f.lend("ASIAROLEAROLEAROLEA1");
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 4);
  const char* const rows[][2] = {{"role%2Fc&", "AKIAIOSFODNN7EXAMPLE "},
                                 {"role%2Fb&", "ASIAROLECROLECROLEC1 token-ASIAROLECROLECROLEC1"},
                                 {"role%2Fa&", "ASIAROLEBROLEBROLEB1 token-ASIAROLEBROLEBROLEB1"}};
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    CHECK_ROW(rows[i][0], has(f.http.requests[i].body, rows[i][0]));
    CHECK_TEXT_ROW(rows[i][0], f.signed_by(i), rows[i][1]);
  }
  CHECK_TEXT(f.signed_by(3), "ASIAROLEAROLEAROLEA1 token-ASIAROLEAROLEAROLEA1");
}

// The environment's keys win over a profile, so over its role.
TEST(assumed_role_is_not_asked_for_with_the_environments_keys) {
  Lent f;
  f.put_roles({"a"});
  f.environment.variables.emplace_back("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENTKEY01");
  f.environment.variables.emplace_back("AWS_SECRET_ACCESS_KEY",
                                       "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(f.signed_by(0), "AKIAENVIRONMENTKEY01 ");
}

TEST(assumed_role_that_is_refused_says_what_to_check) {
  const struct {
    const char* code;
    const char* message;
    const char* says;
  } rows[] = {
      {"AccessDenied",
       "User: arn:aws:iam::111122223333:user/x is not authorized to perform: sts:AssumeRole on "
       "resource: arn:aws:iam::111122223333:role/a",
       "the role's trust policy must name the user and, if it asks for one, the same external_id"},
      {"AccessDenied",
       "User: arn:aws:iam::111122223333:user/x is not authorized to perform: sts:AssumeRole on "
       "resource: arn:aws:iam::111122223333:role/a because no resource-based policy allows the "
       "sts:AssumeRole action",
       "the user's policy must allow sts:AssumeRole on that role"},
      {"AccessDenied",
       "User: arn:aws:iam::111122223333:user/x is not authorized to perform: sts:AssumeRole on "
       "resource: arn:aws:iam::111122223333:role/a with an explicit deny in an identity-based policy",
       "remove that Deny"},
      {"ValidationError",
       "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
       "lower duration_seconds in the credentials file, or raise the role's maximum"},
      {"ValidationError",
       "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
       "chaining.",
       "lower duration_seconds in the credentials file"},
  };
  for (const auto& row : rows) {
    Lent f;
    f.put_roles({"a"});
    f.http.reply(403, refusal(row.code, row.message));
    CHECK_ROW(row.message, f.run({"update"}) == 4);
    CHECK_ROW(row.message, has(f.terminal.err_text, "STS AssumeRole: "));
    CHECK_ROW(row.message, has(f.terminal.err_text, row.says));
    CHECK_ROW(row.message, f.http.requests.size() == 1);
  }
}

// A key that was made seconds ago is as new to STS as to Route 53.
TEST(assumed_role_waits_until_aws_knows_a_new_key) {
  const std::string unknown =
      refusal("InvalidClientTokenId", "The security token included in the request is invalid.");
  Lent f;
  f.put_roles({"a"});
  for (int i = 0; i < 2; ++i) f.http.reply(403, unknown);
  f.lend("ASIAROLEAROLEAROLEA1");
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.clock.sleeps.size() == 2);
  // It has worked, so it is not new.
  f.clock.sleeps.clear();
  for (int i = 0; i < 20; ++i) f.http.reply(403, unknown);
  CHECK(f.run({"update"}) == 4);
  CHECK(f.clock.sleeps.empty() && f.http.requests.size() == 1);
}

TEST(assumed_role_waits_for_a_wrong_key_once) {
  Lent f;
  f.put_roles({"a"});
  for (int i = 0; i < 40; ++i) f.http.reply(403, refusal("InvalidClientTokenId"));
  CHECK(f.run({"update"}) == 4);
  CHECK(f.http.requests.size() >= 6 && f.http.requests.size() <= 10);
  CHECK(has(f.terminal.err_text, "check the access key id"));
  f.clock.sleeps.clear();
  CHECK(f.run({"update"}) == 4);
  CHECK(f.clock.sleeps.empty() && f.http.requests.size() == 1);
}

TEST(assumed_roles_are_in_the_notes_of_iam_policy) {
  Lent f;
  CHECK(f.run({"iam-policy"}) == 0);
  CHECK(!has(f.terminal.err_text, "sts:AssumeRole"));
  f.put_roles({"a", "b"});
  CHECK(f.run({"iam-policy"}) == 0);
  for (const char* note :
       {"note: the access key's user needs sts:AssumeRole on arn:aws:iam::111122223333:role/b, and "
        "nothing else\n",
        "note: arn:aws:iam::111122223333:role/b needs sts:AssumeRole on "
        "arn:aws:iam::111122223333:role/a, and nothing else\n",
        "note: the policy is for arn:aws:iam::111122223333:role/a\n"}) {
    CHECK_ROW(note, has(f.terminal.err_text, note));
  }
}

TEST(assumed_role_needs_a_reply_that_can_be_read) {
  for (const char* body : {"", "<AssumeRoleResponse/>", "{}", "<AssumeRoleResponse><AssumeRo"}) {
    Lent f;
    f.put_roles({"a"});
    f.http.reply(200, body);
    CHECK_ROW(body, f.run({"update"}) == 3);
    CHECK_ROW(body, has(f.terminal.err_text, "cannot read what STS answered: "));
  }
}

TEST(process_credentials_sign_what_follows) {
  for (const char* token : {"token", ""}) {
    Lent f(kProcessConfig);
    f.prints(0, f.printed(token));
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(token, f.run({"update"}) == 0);
    CHECK_TEXT_ROW(token, f.terminal.err_text, "");
    CHECK_TEXT_ROW(token, f.signed_by(0), compose("ASIAIOSFODNN7EXAMPLE {}", token));
    CHECK_ROW(token, std::ranges::count(f.processes.calls, kCommand) == 1);
  }
}

// It wins over the keys in the environment: the config says so.
TEST(process_wins_over_the_environment) {
  Lent f(kProcessConfig);
  f.environment.variables.emplace_back("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENTKEY01");
  f.environment.variables.emplace_back("AWS_SECRET_ACCESS_KEY",
                                       "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  f.prints(0, f.printed());
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK_TEXT(f.signed_by(0), "ASIAIOSFODNN7EXAMPLE token");
}

TEST(process_that_gives_none_is_one_clear_line) {
  const std::string huge(17'000, ' ');
  const struct {
    const char* label;
    int status;
    std::string output;
    int exit;
    const char* says;
  } rows[] = {
      {"fails", 7, "SECRET", 3,
       "credential-process: /opt/bin/keys failed and gave no credentials; run it by hand to see why"},
      {"is killed", 137, "", 3, "/opt/bin/keys failed"},
      {"prints nothing", 0, "", 3,
       "cannot read what /opt/bin/keys answered: is not JSON, or cut short"},
      {"prints a secret", 0, "SECRET", 3, "is not JSON, or cut short"},
      {"prints another version", 0, "{\"Version\":2,\"SecretAccessKey\":\"SECRET\"}", 3,
       "has no Version 1"},
      {"prints too much", 0, huge, 3, "/opt/bin/keys"},
  };
  for (const auto& row : rows) {
    Lent f(kProcessConfig);
    f.prints(row.status, row.output);
    CHECK_ROW(row.label, f.run({"update"}) == row.exit);
    CHECK_ROW(row.label, has(f.terminal.err_text, row.says));
    CHECK_ROW(row.label, !has(f.terminal.err_text, "SECRET") && f.http.requests.empty());
  }
  Lent f(kProcessConfig);
  CHECK(f.run({"update"}) == 2);
  CHECK(has(
      f.terminal.err_text,
      "credential-process: /opt/bin/keys is not there, may not be run, or others may write to it"));
  Lent hanging(kProcessConfig);
  hanging.processes.programs = {"/opt/bin/keys"};
  hanging.processes.hanging = {"/opt/bin/keys"};
  CHECK(hanging.run({"update"}) == 3);
  CHECK(has(hanging.terminal.err_text, "/opt/bin/keys did not end in time and was killed"));
  CHECK(!has(hanging.terminal.err_text, "SECRET"));
}

}  // namespace
}  // namespace wan53
