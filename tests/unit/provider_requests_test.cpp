// SPDX-License-Identifier: MIT
// How each provider is asked: the request of AWS IoT and of Roles Anywhere, the words of a process.
#include "aws/credential_process.h"
#include "aws/iot.h"
#include "aws/roles_anywhere.h"
#include "base/compose.h"
#include "base/text.h"
#include "test.h"

namespace wan53 {
namespace {

TEST(iot_is_asked_for_an_alias) {
  const struct {
    const char* endpoint;
    const char* alias;
    const char* path;
  } rows[] = {
      {"a.credentials.iot.us-east-1.amazonaws.com", "wan53", "/role-aliases/wan53/credentials"},
      {"a.credentials.iot.us-east-1.amazonaws.com:8443", "A-z_0",
       "/role-aliases/A-z_0/credentials"},
      {"a.credentials.b", "a=b,c@d", "/role-aliases/a%3Db%2Cc%40d/credentials"},
  };
  for (const auto& row : rows) {
    const auto request = iot_session_request(row.endpoint, row.alias);
    CHECK_TEXT_ROW(row.alias, request.endpoint.url, compose("https://{}", row.endpoint));
    CHECK_TEXT_ROW(row.alias, request.path, row.path);
    CHECK_TEXT_ROW(row.alias, request.method, "GET");
    CHECK_ROW(row.alias, request.query.empty() && request.body.empty() && !request.writes);
  }
}

TEST(iot_endpoint_is_brought_into_one_form) {
  const struct {
    const char* given;
    const char* form;
  } rows[] = {
      {"A1b2.Credentials.IoT.eu-central-1.amazonaws.com",
       "a1b2.credentials.iot.eu-central-1.amazonaws.com"},
      {"a.credentials.iot.cn-north-1.amazonaws.com.cn:0443",
       "a.credentials.iot.cn-north-1.amazonaws.com.cn"},
      {"a.credentials.localhost:8443", "a.credentials.localhost:8443"},
  };
  for (const auto& row : rows) {
    const auto endpoint = check_iot_endpoint(row.given);
    CHECK_TEXT_ROW(row.given, endpoint ? *endpoint : endpoint.error().what, row.form);
  }
}

// AWS's own helper sends the ARNs in the query, in this order.
TEST(roles_anywhere_is_asked_in_the_anchors_region) {
  const auto request =
      create_session({"arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/1",
                      "arn:aws:rolesanywhere:eu-west-1:111122223333:profile/2",
                      "arn:aws:iam::111122223333:role/path/wan53"});
  CHECK_TEXT(request.region, "eu-west-1");
  CHECK_TEXT(request.path, "/sessions");
  CHECK_TEXT(request.query,
             "profileArn=arn%3Aaws%3Arolesanywhere%3Aeu-west-1%3A111122223333%3Aprofile%2F2"
             "&roleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fpath%2Fwan53"
             "&trustAnchorArn=arn%3Aaws%3Arolesanywhere%3Aeu-west-1%3A111122223333%3Atrust-anchor"
             "%2F1");
  CHECK_TEXT(request.content_type, "application/json");
  CHECK(request.method == "POST" && request.body == "{}" && !request.writes);
}

TEST(credential_process_is_words_and_no_shell) {
  const struct {
    const char* text;
    const char* words;  // joined by '|'
  } rows[] = {
      {"/bin/keys", "/bin/keys"},
      {"  /bin/keys\t--of  home ", "/bin/keys|--of|home"},
      {"\"/opt/my bin/keys\" \"my home\"", "/opt/my bin/keys|my home"},
      {"/bin/keys --of=\"my home\"x", "/bin/keys|--of=my homex"},
      {"/bin/keys \"\" end", "/bin/keys||end"},
      {"/bin/keys $HOME `id` 'a b' \\\\ ; > x", "/bin/keys|$HOME|`id`|'a|b'|\\\\|;|>|x"},
  };
  for (const auto& row : rows) {
    const auto words = parse_credential_process(test::Exact(row.text).view());
    CHECK_TEXT_ROW(row.text, words ? join(*words, "|") : words.error().what, row.words);
  }
  for (const char* text :
       {"", " ", "keys", "./keys", "~/keys", "\"", "/bin/keys \"a", "\"\" /bin/k"}) {
    const auto words = parse_credential_process(text);
    CHECK_ROW(text, !words && words.error().code == Errc::config);
  }
}

}  // namespace
}  // namespace wan53
