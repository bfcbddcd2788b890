// SPDX-License-Identifier: MIT
// The keys of wan53.conf that say how this machine proves who it is: which go together, and what
// each of them takes.
#include "ddns/proof_keys.h"

#include "base/compose.h"
#include "ddns/config.h"
#include "test.h"

namespace wan53 {
namespace {

std::string error_of(std::string_view aws) {
  const auto config = parse_config(
      compose("[aws]\n{}\n[record a.example]\nsource = interface eth0\n", aws), "f.conf");
  if (config) return "";
  return config.error().code == Errc::config ? config.error().what : "wrong code";
}

constexpr const char* kIot =
    "credentials = iot\niot-endpoint = a.credentials.iot.us-east-1.amazonaws.com\n"
    "iot-role-alias = wan53\n";
constexpr const char* kAnchor =
    "credentials = roles-anywhere\n"
    "trust-anchor-arn = arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/1\n";

TEST(proof_keys_go_together) {
  const struct {
    const char* label;
    std::string aws;
    const char* error;
  } rows[] = {
      {"iot", kIot, ""},
      {"with its other keys", compose("{}iot-thing = t\nclient-cert = c\nclient-key = k", kIot),
       ""},
      {"before `credentials`",
       "iot-role-alias = a\niot-endpoint = a.credentials.b\ncredentials = iot", ""},
      {"stored, which is the default", "credentials = stored\ncredentials-file = k", ""},
      {"process", "credentials = process\ncredential-process = /bin/keys", ""},
      {"roles-anywhere",
       compose("{}profile-arn = arn:aws:rolesanywhere:us-east-1:111122223333:profile/2\n"
               "role-arn = arn:aws:iam::111122223333:role/path/wan53",
               kAnchor),
       ""},

      {"no credentials", "region = us-east-1\niot-thing = t",
       "f.conf:3: this key needs credentials = iot; add that line, or remove this one"},
      {"stored has no certificate", "client-key = k\ncredentials = stored",
       "f.conf:2: this key needs credentials = iot or roles-anywhere; add that line, or remove this "
       "one"},
      {"another proof's key", compose("{}role-arn = arn:aws:iam::111122223333:role/r", kIot),
       "f.conf:5: this key needs credentials = roles-anywhere; add that line, or remove this one"},
      {"a process that is not asked", "credential-process = /bin/keys",
       "f.conf:2: this key needs credentials = process; add that line, or remove this one"},
      {"no endpoint", "iot-role-alias = wan53\ncredentials = iot",
       "f.conf:3: credentials = iot needs iot-endpoint, too; add that line"},
      {"no alias", "credentials = iot\niot-endpoint = a.credentials.b",
       "f.conf:2: credentials = iot needs iot-role-alias, too; add that line"},
      {"no profile", kAnchor,
       "f.conf:2: credentials = roles-anywhere needs profile-arn, too; add that line"},
      {"no process", "credentials = process",
       "f.conf:2: credentials = process needs credential-process, too; add that line"},

      {"a profile of another region",
       compose("{}profile-arn = arn:aws:rolesanywhere:us-east-2:111122223333:profile/2\n"
               "role-arn = arn:aws:iam::111122223333:role/r",
               kAnchor),
       "f.conf:4: profile-arn: arn:aws:rolesanywhere:us-east-2:111122223333:profile/2; expected the "
       "trust anchor's region and account, us-east-1 and 111122223333"},
      {"a profile of another account",
       compose("{}profile-arn = arn:aws:rolesanywhere:us-east-1:111122223334:profile/2\n"
               "role-arn = arn:aws:iam::111122223333:role/r",
               kAnchor),
       "f.conf:4: profile-arn: arn:aws:rolesanywhere:us-east-1:111122223334:profile/2; expected the "
       "trust anchor's region and account, us-east-1 and 111122223333"},
      {"a role of another account",
       compose("role-arn = arn:aws:iam::999922223333:role/r\n{}"
               "profile-arn = arn:aws:rolesanywhere:us-east-1:111122223333:profile/2\n",
               kAnchor),
       "f.conf:2: role-arn: arn:aws:iam::999922223333:role/r; expected the trust anchor's region "
       "and account, us-east-1 and 111122223333"},
      {"a role of another partition",
       compose("role-arn = arn:aws-cn:iam::111122223333:role/r\n{}"
               "profile-arn = arn:aws:rolesanywhere:us-east-1:111122223333:profile/2\n",
               kAnchor),
       "f.conf:2: role-arn: arn:aws-cn:iam::111122223333:role/r; expected the trust anchor's region "
       "and account, us-east-1 and 111122223333"},
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row.label, error_of(row.aws), row.error);
}

TEST(proof_keys_refuse_what_aws_would) {
  const std::string longest(128, 'a');
  const std::string too_long(129, 'a');
  const char* a_host =
      "; expected a host with .credentials. in its name, as `aws iot describe-endpoint "
      "--endpoint-type iot:CredentialProvider` prints it";
  const char* anchor =
      "; expected an ARN such as arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/UUID";
  const char* role = "; expected an ARN such as arn:aws:iam::111122223333:role/wan53";
  const struct {
    const char* key;
    std::string value;
    std::string error;  // behind the value
  } rows[] = {
      {"credentials", "iam", "; expected stored, iot, roles-anywhere or process"},
      {"credentials", "IoT", "; expected stored, iot, roles-anywhere or process"},
      {"iot-endpoint", "a-ats.iot.us-east-1.amazonaws.com", a_host},
      {"iot-endpoint", "https://a.credentials.iot.us-east-1.amazonaws.com", a_host},
      {"iot-endpoint", "a.credentials.iot.us-east-1.amazonaws.com/", a_host},
      {"iot-endpoint", "a.credentials.iot.us-east-1.amazonaws.com:99999", a_host},
      {"iot-endpoint", "u@a.credentials.iot.us-east-1.amazonaws.com", a_host},
      {"iot-role-alias", "wan 53", "; expected 1 to 128 letters, digits and =,@-_"},
      {"iot-role-alias", "a/b", "; expected 1 to 128 letters, digits and =,@-_"},
      {"iot-role-alias", too_long, "; expected 1 to 128 letters, digits and =,@-_"},
      {"iot-thing", "home.router", "; expected 1 to 128 letters, digits and :_-"},
      {"trust-anchor-arn", "arn:aws:rolesanywhere:us-east-1:111122223333:profile/1", anchor},
      {"trust-anchor-arn", "arn:aws:rolesanywhere:us-east-1:1111:trust-anchor/1", anchor},
      {"trust-anchor-arn", "arn:aws:rolesanywhere::111122223333:trust-anchor/1", anchor},
      {"trust-anchor-arn", "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/", anchor},
      {"trust-anchor-arn", "arn:aws:rolesanywhere:cn-north-1:111122223333:trust-anchor/1", anchor},
      {"profile-arn", "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/1",
       "; expected an ARN such as arn:aws:rolesanywhere:us-east-1:111122223333:profile/UUID"},
      {"role-arn", "wan53", role},
      {"role-arn", "arn:aws:iam::111122223333:user/wan53", role},
      {"role-arn", "arn:aws:iam:us-east-1:111122223333:role/wan53", role},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.value.c_str(), error_of(compose("{} = {}", row.key, row.value)),
                   compose("f.conf:2: {}: {}{}", row.key, row.value, row.error));
  }
  // What may be secret is not repeated.
  for (const char* value : {"keys --now", "./keys", "\"\" /bin/keys", "TOKEN=x /bin/keys"}) {
    CHECK_TEXT_ROW(value, error_of(compose("credential-process = {}", value)),
                   "f.conf:2: credential-process: expected the program's absolute path, then its "
                   "arguments");
  }
  CHECK_TEXT(error_of("credential-process = /bin/keys \"my home"),
             "f.conf:2: credential-process: expected a second '\"'");
  for (const char* key : {"credentials", "iot-endpoint", "iot-role-alias", "iot-thing", "role-arn",
                          "client-cert", "client-key", "credential-process"}) {
    const std::string error = error_of(compose("{} =", key));
    CHECK_ROW(key, error.starts_with(compose("f.conf:2: {}: empty; expected ", key)));
  }
  CHECK_TEXT(error_of(compose("credentials = iot\niot-endpoint = a.credentials.b\n"
                              "iot-role-alias = {}\niot-thing = {}",
                              longest, longest)),
             "");
}

}  // namespace
}  // namespace wan53
