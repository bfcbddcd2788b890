// SPDX-License-Identifier: MIT
// A secret key that was pasted into wan53.conf stays there.
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
      {concat({"# \"", kSecret, "\""}), concat({"# \"", stars, "\""})},
      {concat({"key=", kSecret, ";"}), concat({"key=", stars, ";"})},
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
      {"comment", concat({record, "# ", kSecret, "\n"}), true},
      {"comment in quotes", concat({"; '", kSecret, "'\n", record}), true},
      {"set identifier", concat({record, "set-identifier = ", kSecret, "\n"}), false},
      {"credentials file", concat({"[aws]\ncredentials-file = ", kSecret, "\n", record}), false},
      {"CA file", concat({"[aws]\nca-file = ", kSecret, "\n", record}), false},
      {"metrics", concat({"[publish]\nmetric-namespace = ", kSecret, "\n", record}), false},
      {"within a name", concat({"[publish]\nmetric-namespace = X/", kSecret, "\n", record}), true},
      {"profile", concat({"[aws]\nprofile = ", kSecret, "\n", record}), false},
      {"unknown key", concat({"[aws]\naws_secret_access_key = ", kSecret, "\n", record}), false},
      {"wrong region", concat({"[aws]\nregion = ", kSecret, "\n", record}), false},
      {"wrong source", concat({"[record home.example.com]\nsource = ", kSecret, "\n"}), false},
      {"quoted choice", concat({"[publish]\nnotify = \"", kSecret, "\"\n", record}), false},
      {"topic", concat({"[publish]\nsns-topic-arn = ", kSecret, "\n", record}), false},
      {"section", concat({"[", kSecret, "]\n", record}), false},
      {"record", concat({"[record ", kSecret, "]\n"}), false},
      {"line", concat({record, kSecret, "\n"}), false},
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

TEST(config_that_is_valid_is_exported_as_it_is) {
  const std::string text = concat({"# a comment\n", test::kRecord});
  test::Fixture f(text);
  CHECK(f.run({"config", "export"}) == 0);
  CHECK_TEXT(f.terminal.out_text, text);
}

}  // namespace
}  // namespace wan53
