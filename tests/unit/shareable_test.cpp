// SPDX-License-Identifier: MIT
// A secret key that was pasted into wan53.conf stays there.
#include "base/compose.h"
#include "ddns/mask.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using test::has;

constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

TEST(mask_hides_what_may_be_a_secret) {
  const std::string stars(40, '*');
  const struct {
    std::string text;
    std::string expected;
  } rows[] = {
      {kSecret, stars},
      {compose("# \"{}\"", kSecret), compose("# \"{}\"", stars)},
      {compose("key={};", kSecret), compose("key={};", stars)},
      {"wJalrXUtnFEMI%2FK7MDENG%2FbPxRfiCYEXAMPLEKEY", std::string(44, '*')},
      {"wJalrXUtnFEMI\\/K7MDENG\\/bPxRfiCYEXAMPLEKEY", std::string(42, '*')},
      {std::string(200, 'a') + "B+/==", std::string(203, '*') + "=="},
      {"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE"},
      {"da39a3ee5e6b4b0d3255bfef95601890afd80709 MD5",
       "da39a3ee5e6b4b0d3255bfef95601890afd80709 MD5"},
      {"https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/Prod/v100/ddns/{host}",
       "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/Prod/v100/ddns/{host}"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.text, without_secrets(test::Exact(row.text).view()), row.expected);
    CHECK_TEXT_ROW(row.text, without_secrets(row.expected), row.expected);
  }
}

// Wherever it was pasted: the config is not exported, and nothing that others may see repeats it.
TEST(config_with_a_secret_is_for_nobody_else) {
  const std::string record = "[record home.example.com]\nsource = static 198.51.101.7\n";
  const struct {
    const char* label;
    std::string text;
    bool accepted;
  } rows[] = {
      {"comment", compose("{}# {}\n", record, kSecret), true},
      {"comment in quotes", compose("; '{}'\n{}", kSecret, record), true},
      {"set identifier", compose("{}set-identifier = {}\n", record, kSecret), false},
      {"credentials file", compose("[aws]\ncredentials-file = {}\n{}", kSecret, record), false},
      {"CA file", compose("[aws]\nca-file = {}\n{}", kSecret, record), false},
      {"metrics", compose("[publish]\nmetric-namespace = {}\n{}", kSecret, record), false},
      {"within a name", compose("[publish]\nmetric-namespace = X/{}\n{}", kSecret, record), true},
      {"profile", compose("[aws]\nprofile = {}\n{}", kSecret, record), false},
      {"unknown key", compose("[aws]\naws_secret_access_key = {}\n{}", kSecret, record), false},
      {"wrong region", compose("[aws]\nregion = {}\n{}", kSecret, record), false},
      {"wrong source", compose("[record home.example.com]\nsource = {}\n", kSecret), false},
      {"quoted choice", compose("[publish]\nnotify = \"{}\"\n{}", kSecret, record), false},
      {"topic", compose("[publish]\nsns-topic-arn = {}\n{}", kSecret, record), false},
      {"section", compose("[{}]\n{}", kSecret, record), false},
      {"record", compose("[record {}]\n", kSecret), false},
      {"line", compose("{}{}\n", record, kSecret), false},
      {"key", "[aws]\nwJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYAB = 1\n" + record, false},
  };
  for (const auto& row : rows) {
    test::Fixture f(row.text);
    CHECK_ROW(row.label, f.run({"config", "export"}) == 2 && f.terminal.out_text.empty());
    std::string seen = f.terminal.err_text;
    CHECK_ROW(row.label, has(seen, "/etc/wan53/wan53.conf:"));
    CHECK_ROW(row.label, (f.run({"config", "check"}) == 0) == row.accepted);
    seen += f.terminal.out_text + f.terminal.err_text;
    CHECK_ROW(row.label, f.run({"page"}) == 0 && has(f.terminal.out_text, "wan53.conf:"));
    seen += f.terminal.out_text;
    for (const char* command : {"status", "doctor", "update"}) {
      f.run({command});
      seen += f.terminal.out_text + f.terminal.err_text;
    }
    for (const auto& line : f.log.lines) seen += line.second;
    CHECK_ROW(row.label, !has(lower(seen), "wjalr"));
  }
}

// A program's arguments may be secret, whatever they look like.
TEST(config_with_a_program_is_for_nobody_else) {
  const std::string process = "[aws]\ncredentials = process\n";
  const struct {
    const char* label;
    std::string text;
    bool accepted;
  } rows[] = {
      {"argument", compose("{}credential-process = /opt/keys --pass hunter2\n", process), true},
      {"other letters", compose("{}Credential-PROCESS=/opt/keys hunter2\n", process), true},
      {"comment", "[aws]\n# credential-process = /opt/keys hunter2\n", true},
      {"a quote too few", compose("{}credential-process = /opt/keys \"hunter2\n", process), false},
      {"a quote too many", compose("{}credential-process = \"/opt/keys hunter2\n", process), false},
      {"as in a shell", compose("{}credential-process = PASS=hunter2 /opt/keys\n", process), false},
      {"all in quotes", compose("{}credential-process = \"keys hunter2\"\n", process), false},
      {"not asked", "[aws]\ncredential-process = /opt/keys hunter2\n", false},
      {"twice",
       compose("{}credential-process = /opt/keys\ncredential-process = /opt/keys hunter2\n",
               process),
       false},
  };
  for (const auto& row : rows) {
    test::Fixture f(
        compose("{}[record home.example.com]\nsource = static 198.51.101.7\n", row.text));
    CHECK_ROW(row.label, f.run({"config", "export"}) == 2 && f.terminal.out_text.empty());
    std::string seen = f.terminal.err_text;
    CHECK_ROW(row.label, has(seen, "/etc/wan53/wan53.conf:"));
    f.processes.programs = {"/opt/keys"};
    CHECK_ROW(row.label, (f.run({"config", "check"}) == 0) == row.accepted);
    seen += f.terminal.out_text + f.terminal.err_text;
    CHECK_ROW(row.label, f.run({"page"}) == 0 && has(f.terminal.out_text, "wan53.conf:"));
    seen += f.terminal.out_text;
    for (const char* command : {"status", "doctor", "update"}) {
      f.run({command});
      seen += f.terminal.out_text + f.terminal.err_text;
    }
    for (const auto& line : f.log.lines) seen += line.second;
    CHECK_ROW(row.label, !has(seen, "hunter2"));
  }
}

TEST(config_that_is_valid_is_exported_as_it_is) {
  const std::string text = compose("# a comment\n{}", test::kRecord);
  test::Fixture f(text);
  CHECK(f.run({"config", "export"}) == 0);
  CHECK_TEXT(f.terminal.out_text, text);
}

}  // namespace
}  // namespace wan53
