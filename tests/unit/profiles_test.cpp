// SPDX-License-Identifier: MIT
// Profiles of the credentials file that assume roles: in which order, with which values, and what
// is refused.
#include "aws/credentials.h"
#include "aws/notify.h"
#include "base/compose.h"
#include "base/text.h"
#include "test.h"

namespace wan53 {
namespace {

constexpr const char* kKeys =
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = SECRET\n";

std::string role(std::string_view name, std::string_view source) {
  return compose("role_arn = arn:aws:iam::111122223333:role/{}\nsource_profile = {}\n", name,
                 source);
}

// "AKIA... a b": the id that signs first, then the roles' names in the order in which they are
// assumed; or the error.
std::string read(std::string_view text, std::string_view profile = "p") {
  const auto keys = read_credentials(test::Exact(text).view(), profile, "f");
  if (!keys) return keys.error().code == Errc::config ? keys.error().what : "wrong code";
  std::string all = keys->credentials.access_key_id;
  for (const auto& assumed : keys->roles) {
    all += compose(" {}", assumed.arn.substr(assumed.arn.find('/') + 1));
  }
  return all;
}

TEST(profiles_assume_roles_in_order) {
  const std::string keys = kKeys;
  const std::string other =
      "aws_access_key_id = AKIAOTHEROTHEROTHER1\naws_secret_access_key = SECRET\n";
  const struct {
    const char* label;
    std::string text;
    const char* found;
  } rows[] = {
      {"keys alone", compose("[p]\n{}", keys), "AKIAIOSFODNN7EXAMPLE"},
      {"a role", compose("[p]\n{}[q]\n{}", role("a", "q"), keys), "AKIAIOSFODNN7EXAMPLE a"},
      {"its source above it", compose("[q]\n{}[p]\n{}", keys, role("a", "q")),
       "AKIAIOSFODNN7EXAMPLE a"},
      {"its own source", compose("[p]\n{}{}", role("a", "p"), keys), "AKIAIOSFODNN7EXAMPLE a"},
      {"a role wins over its profile's keys",
       compose("[p]\n{}{}[q]\n{}", role("a", "q"), other, keys), "AKIAIOSFODNN7EXAMPLE a"},
      {"a chain", compose("[p]\n{}[q]\n{}[r]\n{}", role("a", "q"), role("b", "r"), keys),
       "AKIAIOSFODNN7EXAMPLE b a"},
      {"a chain that ends at its own source",
       compose("[p]\n{}[q]\n{}{}[r]\n{}", role("a", "q"), role("b", "q"), keys, other),
       "AKIAIOSFODNN7EXAMPLE a"},
      {"keys of a source win over its role",
       compose("[p]\n{}[q]\n{}{}[r]\n{}", role("a", "q"), role("b", "r"), keys, other),
       "AKIAIOSFODNN7EXAMPLE a"},
      {"others' keys beside keys",
       compose("[p]\n{}sso_session = s\nmfa_serial = m\ncredential_process = x\n", keys),
       "AKIAIOSFODNN7EXAMPLE"},
      {"a source without a role of its own",
       compose("[p]\n{}source_profile = nowhere\nregion = x\n", keys), "AKIAIOSFODNN7EXAMPLE"},
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row.label, read(row.text), row.found);
}

TEST(profiles_refuse_what_gives_no_keys) {
  const std::string keys = kKeys;
  constexpr const char* kInstead =
      " is not supported; expected aws_access_key_id and aws_secret_access_key, or role_arn with "
      "source_profile";
  const struct {
    const char* label;
    std::string text;
    std::string error;
  } rows[] = {
      {"no source", "[p]\nrole_arn = arn:aws:iam::111122223333:role/a\n",
       "f:1: [p] has a role_arn, but no source_profile; add a line `source_profile = ...`"},
      {"no source beside keys",
       compose("[p]\nrole_arn = arn:aws:iam::111122223333:role/a\n{}", keys),
       "f:1: [p] has a role_arn, but no source_profile; add a line `source_profile = p`"},
      {"missing source", compose("[p]\n{}", role("a", "q")),
       "f: no profile [q], which [p] names as its source_profile, only [p]; add that section or "
       "choose another profile"},
      {"missing source of a source", compose("[p]\n{}[q]\n{}", role("a", "q"), role("b", "Q")),
       "f: no profile [Q], which [q] names as its source_profile, only [p], [q]; add that section or "
       "choose another profile"},
      {"a loop of two", compose("[p]\n{}\n[q]\n{}", role("a", "q"), role("b", "p")),
       "f:5: [q]: source_profile forms a loop: [p] -> [q] -> [p]; give one of these profiles its "
       "own key"},
      {"a loop behind it",
       compose("[p]\n{}[q]\n{}[r]\n{}", role("a", "q"), role("b", "r"), role("c", "q")),
       "f:7: [r]: source_profile forms a loop: [p] -> [q] -> [r] -> [q]; give one of these "
       "profiles its own key"},
      {"its own source without keys", compose("[p]\n{}", role("a", "p")),
       "f:1: [p] has no aws_access_key_id; add a line `aws_access_key_id = ...`"},
      {"half a key in its own source",
       compose("[p]\n{}aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n", role("a", "p")),
       "f:1: [p] has no aws_secret_access_key; add a line `aws_secret_access_key = ...`"},
      {"half a key in a source",
       compose("[p]\n{}[q]\naws_secret_access_key = SECRET\n{}[r]\n{}", role("a", "q"),
               role("b", "r"), keys),
       "f:4: [q] has no aws_access_key_id; add a line `aws_access_key_id = ...`"},
      {"an empty source", compose("[p]\n{}[q]\n", role("a", "q")),
       "f:4: [q] has no aws_access_key_id; add a line `aws_access_key_id = ...`"},
      {"a process", "[p]\ncredential_process = /bin/SECRET\n",
       compose("f:1: [p]: credential_process{}", kInstead)},
      {"SSO of a source", compose("[p]\n{}[q]\nsso_session = s\n", role("a", "q")),
       compose("f:4: [q]: sso_session{}", kInstead)},
      {"SSO as it was", "[p]\nsso_start_url = u\nsso_account_id = 1\n",
       compose("f:1: [p]: sso_start_url{}", kInstead)},
      {"an instance", "[p]\nrole_arn = x\ncredential_source = Ec2InstanceMetadata\n",
       compose("f:1: [p]: credential_source{}", kInstead)},
      {"a web identity", "[p]\nrole_arn = x\nweb_identity_token_file = /SECRET\n",
       compose("f:1: [p]: web_identity_token_file{}", kInstead)},
      {"a code", compose("[p]\n{}mfa_serial = SECRET\n[q]\n{}", role("a", "q"), keys),
       compose("f:1: [p]: mfa_serial{}", kInstead)},
      {"two roles", compose("[p]\n{}role_arn = y\n", role("a", "p")),
       "f:4: role_arn appears twice in [p], first on line 2; keep one"},
      {"two sources", compose("[p]\n{}source_profile = y\n", role("a", "p")),
       "f:4: source_profile appears twice in [p], first on line 3; keep one"},
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row.label, read(row.text), row.error);
}

TEST(profiles_take_what_sts_takes) {
  const struct {
    std::string line;
    const char* error;  // behind "f:1: [p]: "; empty: taken
  } rows[] = {
      {"role_session_name = ab", ""},
      {compose("role_session_name = {}", std::string(64, 'a')), ""},
      {"role_session_name = A_z0+=,.@-", ""},
      {"role_session_name = a", "role_session_name: expected 2 to 64 letters, digits and _+=,.@-"},
      {compose("role_session_name = {}", std::string(65, 'a')),
       "role_session_name: expected 2 to 64 letters, digits and _+=,.@-"},
      {"role_session_name = a b",
       "role_session_name: expected 2 to 64 letters, digits and _+=,.@-"},
      {"external_id = 12", ""},
      {compose("external_id = {}", std::string(1224, ':')), ""},
      {"external_id = SECRET#", "external_id: expected 2 to 1224 letters, digits and _+=,.@:/-"},
      {compose("external_id = {}", std::string(1225, '1')),
       "external_id: expected 2 to 1224 letters, digits and _+=,.@:/-"},
      {"duration_seconds = 900", ""},
      {"duration_seconds = 43200", ""},
      {"duration_seconds = 899", "duration_seconds: expected 900 to 43200"},
      {"duration_seconds = 43201", "duration_seconds: expected 900 to 43200"},
      {"duration_seconds = 1h", "duration_seconds: expected 900 to 43200"},
      {"duration_seconds = -900", "duration_seconds: expected 900 to 43200"},
  };
  for (const auto& row : rows) {
    const std::string text = compose("[p]\n{}{}\n{}", role("a", "p"), row.line, kKeys);
    CHECK_TEXT_ROW(
        row.line.c_str(), read(text),
        *row.error == '\0' ? "AKIAIOSFODNN7EXAMPLE a" : compose("f:1: [p]: {}", row.error));
  }
  const auto with_arn = [](std::string_view arn) {
    return compose("[p]\nrole_arn = {}\nsource_profile = p\n{}", arn, kKeys);
  };
  for (const char* arn :
       {"wan53", "arn:aws:iam::111122223333:user/a", "arn:aws:iam::1111:role/a"}) {
    CHECK_TEXT_ROW(arn, read(with_arn(arn)),
                   "f:1: [p]: role_arn: expected an ARN such as "
                   "arn:aws:iam::111122223333:role/NAME");
  }
  CHECK_TEXT(read(with_arn("arn:aws-cn:iam::111122223333:role/path/a")),
             "AKIAIOSFODNN7EXAMPLE path/a");
}

// A session that assumes a role gets an hour at most; one with a user's key up to twelve.
TEST(profiles_of_a_chain_last_an_hour) {
  const struct {
    const char* label;
    const char* p;
    const char* q;
    const char* found;
  } rows[] = {
      {"both at most", "duration_seconds = 3600\n", "duration_seconds = 43200\n",
       "AKIAIOSFODNN7EXAMPLE b a"},
      {"neither says", "", "", "AKIAIOSFODNN7EXAMPLE b a"},
      {"the last one too long", "duration_seconds = 3601\n", "",
       "f: [p]: duration_seconds: expected 900 to 3600, since its source [q] is a role, too"},
  };
  for (const auto& row : rows) {
    const std::string text =
        compose("[p]\n{}{}[q]\n{}{}[r]\n{}", role("a", "q"), row.p, role("b", "r"), row.q, kKeys);
    CHECK_TEXT_ROW(row.label, read(text), row.found);
  }
}

TEST(profiles_become_requests_of_sts) {
  const auto keys = read_credentials(
      compose("[p]\n{}external_id = a:b/c\nrole_session_name = x@y\nduration_seconds = 900\n"
              "[q]\n{}{}",
              role("a", "q"), role("b+c", "q"), kKeys),
      "p", "f");
  CHECK(keys && keys->roles.size() == 1);
  const AwsRequest request = assume_role(keys->roles[0]);
  CHECK(request.service == Service::sts && request.method == "POST" && !request.writes);
  CHECK_TEXT(request.body,
             "Action=AssumeRole&Version=2011-06-15&"
             "RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fa&RoleSessionName=x%40y&"
             "DurationSeconds=900&ExternalId=a%3Ab%2Fc");
  CHECK_TEXT(assume_role({.arn = "r"}).body,
             "Action=AssumeRole&Version=2011-06-15&RoleArn=r&RoleSessionName=wan53&"
             "DurationSeconds=3600");
}

}  // namespace
}  // namespace wan53
