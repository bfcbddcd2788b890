// SPDX-License-Identifier: MIT
#include "aws/credentials.h"

#include "test.h"

namespace wan53 {
namespace {

constexpr const char* kFile =
    "# two profiles\n"
    "[default]\n"
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
    "\n"
    "[ home ]\n"
    "region = eu-west-1\n"
    "AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE\n"
    "aws_secret_access_key=abc+/=\n"
    "aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE==\n"
    "s3 =\n"
    "  max_concurrent_requests = 20\n";

std::string error_of(std::string_view text, std::string_view profile = "default") {
  const auto read =
      read_credentials(test::Exact(text).view(), test::Exact(profile).view(), "/etc/credentials");
  if (read) return "no error";
  return read.error().code == Errc::config ? read.error().what : "wrong code";
}

TEST(credentials_reads_the_named_profile) {
  const auto first = read_credentials(kFile, "default", "f");
  CHECK(first);
  CHECK_TEXT(first->credentials.access_key_id, "AKIAIOSFODNN7EXAMPLE");
  CHECK_TEXT(first->credentials.secret_access_key.reveal(),
             "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  CHECK(first->credentials.session_token.empty());

  const auto second = read_credentials(kFile, "home", "f");
  CHECK(second);
  CHECK_TEXT(second->credentials.access_key_id, "ASIAIOSFODNN7EXAMPLE");
  CHECK_TEXT(second->credentials.secret_access_key.reveal(), "abc+/=");
  CHECK_TEXT(second->credentials.session_token.reveal(), "IQoJb3JpZ2luX2VjEXAMPLE==");
}

TEST(credentials_reads_a_token_of_full_length) {
  const std::string token(4096, 't');
  const std::string text = std::string(kFile) + "[long]\naws_access_key_id=ASIAIOSFODNN7EXAMPLE\n" +
                           "aws_secret_access_key=s\naws_session_token = " + token + "\r\n";
  const auto read = read_credentials(test::Exact(text).view(), "long", "f");
  CHECK(read);
  CHECK_TEXT(read->credentials.session_token.reveal(), token);
}

TEST(credentials_says_what_is_wrong_and_where) {
  const std::string id = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n";
  const std::string secret = "aws_secret_access_key = SECRET\n";
  const struct {
    const char* label;
    std::string text;
    const char* profile;
    const char* says;
  } rows[] = {
      {"empty file", "", "default",
       "/etc/credentials: no profile [default], the file has none; add that section or "
       "choose another"},
      {"other profiles", kFile, "work",
       "/etc/credentials: no profile [work], only [default], [home]; add that section"},
      {"profile names have case", kFile, "Home", "no profile [Home]"},
      {"no id", "[default]\n" + secret, "default",
       "/etc/credentials:1: [default] has no aws_access_key_id; add a line `aws_access_key_id = "
       "...`"},
      {"no secret", "\n[default]\n" + id, "default",
       "/etc/credentials:2: [default] has no aws_secret_access_key"},
      {"empty secret", "[default]\n" + id + "aws_secret_access_key =", "default",
       "[default] has no aws_secret_access_key"},
      {"keys in another profile", "[default]\n[b]\n" + id + secret, "default",
       "[default] has no aws_access_key_id"},
      {"repeated id", "[default]\n" + id + secret + id, "default",
       "/etc/credentials:4: aws_access_key_id appears twice in [default], first on line 2; keep "
       "one"},
      {"repeated secret", "[default]\n" + id + secret + secret, "default",
       "/etc/credentials:4: aws_secret_access_key appears twice"},
      {"repeated profile", "[default]\n" + id + secret + "[default]\n" + id, "default",
       "/etc/credentials:4: [default] appears twice, first on line 1"},
      {"a line that is none", "[default]\n" + id + "SECRET\n", "default",
       "/etc/credentials:3: no '=' in this line"},
      {"id too short", "[default]\naws_access_key_id = AKIASECRET\n" + secret, "default",
       "/etc/credentials:1: [default]: the access key id is not valid: expected 16 to 128 letters, "
       "digits "
       "and '_', got 10 characters"},
      {"secret where the id belongs",
       "[default]\naws_access_key_id = SECRET/K7MDENG/bPxRfiCYEXAMPLEKEY\n" + secret, "default",
       "the access key id is not valid"},
      {"blank in the secret", "[default]\n" + id + "aws_secret_access_key = SEC RET", "default",
       "the secret access key is empty or holds a blank"},
      {"umlaut in the token", "[default]\n" + id + secret + "aws_session_token = \xc3\xa4",
       "default", "the session token holds a blank or a character outside ASCII"},
  };
  for (const auto& row : rows) {
    const std::string said = error_of(row.text, row.profile);
    CHECK_ROW(row.label, said.find(row.says) != said.npos);
    CHECK_ROW(row.label, said.find("SECRET") == said.npos && said.find("SEC RET") == said.npos);
    CHECK_ROW(row.label,
              said.find("AKIA") == said.npos || said.find("start with AKIA") != said.npos);
  }
}

TEST(credentials_from_the_environment_are_checked_too) {
  Credentials credentials{"AKIAIOSFODNN7EXAMPLE", Secret("secret"), Secret()};
  CHECK(check_credentials(credentials, "environment"));
  credentials.access_key_id = std::string(128, 'A');
  CHECK(check_credentials(credentials, "environment"));
  for (const std::string& id :
       {std::string(), std::string(15, 'A'), std::string(129, 'A'),
        std::string("AKIAIOSFODNN7EXAMPL\n"), std::string("AKIAIOSFODNN7-XAMPLE")}) {
    credentials.access_key_id = id;
    const Status status = check_credentials(credentials, "environment");
    CHECK_ROW(id, !status && status.error().code == Errc::config);
    CHECK_ROW(id, status.error().what.starts_with("environment: the access key id is not valid"));
  }
}

}  // namespace
}  // namespace wan53
