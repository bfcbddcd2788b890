// SPDX-License-Identifier: MIT
// How this machine authenticates, as the dialog of `setup` asks for it.
#include "base/text.h"
#include "cli/setup_dialog.h"
#include "own_pair_fixture.h"

namespace wan53 {
namespace {

using namespace test;
using Answers = std::vector<const char*>;
using Step = SetupDialog::Step;

constexpr const char* kRecordLines =
    "[record home.example.com]\ntype = A\nsource = static 198.51.101.7\n";
constexpr const char* kAnchor =
    "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/"
    "11111111-1111-1111-1111-111111111111";
constexpr const char* kProfile =
    "arn:aws:rolesanywhere:eu-west-1:111122223333:profile/22222222-2222-2222-2222-222222222222";
constexpr const char* kRole = "arn:aws:iam::111122223333:role/wan53";

std::string by_roles_anywhere() {
  return compose(
      "[aws]\ncredentials = roles-anywhere\ntrust-anchor-arn = {}\nprofile-arn = {}\nrole-arn = "
      "{}\n\n",
      kAnchor, kProfile, kRole);
}
std::string by_iot(std::string_view more = "") {
  return compose("[aws]\ncredentials = iot\niot-endpoint = {}\niot-role-alias = wan53\n{}\n",
                 kEndpoint, more);
}

// Past the questions about records.
struct Proofs {
  Proofs(const std::string& above, bool has_key = false)
      : dialog(compose("{}{}", above, kRecordLines), Machine(), has_key) {
    while (dialog.step() < Step::proof) CHECK(dialog.answer(""));
  }
  std::string say(const Answers& answers) {
    std::string said;
    for (const char* line : answers) {
      said += dialog.question();
      const Status good = dialog.answer(line);
      if (!good) said += compose("! {}\n", good.error().what);
    }
    return said;
  }
  SetupDialog dialog;
};

TEST(setup_proof_makes_a_config) {
  const std::string arns = compose("{} {} {}", kRole, kAnchor, kProfile);
  const std::string process = "[aws]\ncredentials = process\ncredential-process = /opt/x\n\n";
  const auto gateway = [](std::string_view more) {
    return compose(
        "[aws]\nregion = eu-west-1\n{}\n[publish]\nvia = gateway\n"
        "gateway-url = https://a1b2c3.execute-api.eu-west-1.amazonaws.com/p\n\n",
        more);
  };
  const std::string iot =
      compose("credentials = iot\niot-endpoint = {}\niot-role-alias = wan53\n", kEndpoint);
  const struct {
    const char* label;
    std::string above;  // the config's beginning
    bool has_key;
    Answers answers;
    std::string then;
    const char* dropped;
  } rows[] = {
      {"by default", "", false, {"", "", kEndpoint, "", ""}, by_iot(), ""},
      {"another thing and alias",
       "",
       false,
       {"1", "", kEndpoint, "home", "box"},
       "[aws]\ncredentials = iot\n"
       "iot-endpoint = c1abc.credentials.iot.eu-west-1.amazonaws.com\niot-role-alias = home\n"
       "iot-thing = box\n\n",
       ""},
      {"the gateway's stack has a thing",
       gateway(""),
       false,
       {"1", "", kEndpoint, "", ""},
       gateway(iot + "iot-thing = wan53\n"),
       ""},
      {"no thing there", gateway(""), false, {"1", "", kEndpoint, "", "-"}, gateway(iot), ""},
      {"three ARNs in any order", "", false, {"2", "", arns.c_str()}, by_roles_anywhere(), ""},
      {"a key", "", false, {"3"}, "", ""},
      {"a present key stays", "", true, {""}, "", ""},
      {"a present key goes", "", true, {"1", "", kEndpoint, "", ""}, by_iot(), ""},
      {"nothing changes",
       by_iot("iot-thing = box\n"),
       true,
       {"", "", "", ""},
       by_iot("iot-thing = box\n"),
       ""},
      {"a thing that is not told is not offered",
       gateway(iot),
       false,
       {"", "", "", ""},
       gateway(iot),
       ""},
      {"nothing of Roles Anywhere changes",
       by_roles_anywhere(),
       false,
       {"", ""},
       by_roles_anywhere(),
       ""},
      {"to a key", by_iot(), false, {"3"}, "[aws]\n\n", "iot-endpoint,iot-role-alias"},
      {"to a CA",
       by_iot(),
       false,
       {"2", "", arns.c_str()},
       by_roles_anywhere(),
       "iot-endpoint,iot-role-alias"},
      {"from a CA",
       by_roles_anywhere(),
       false,
       {"1", "", kEndpoint, "", ""},
       by_iot(),
       "trust-anchor-arn,profile-arn,role-arn"},
      {"the other program stays", process, false, {""}, process, ""},
      {"the other program goes",
       process,
       false,
       {"1", "", kEndpoint, "", ""},
       by_iot(),
       "credential-process"},
  };
  for (const auto& row : rows) {
    Proofs talk(row.above, row.has_key);
    std::string dropped;
    std::string said;
    for (const char* answer : row.answers) {
      said += talk.say({answer});
      dropped += join(talk.dialog.dropped(), ",");
    }
    CHECK_ROW(compose("{}: {}", row.label, said), talk.dialog.step() == Step::done);
    CHECK_TEXT_ROW(row.label, talk.dialog.config(), compose("{}{}", row.then, kRecordLines));
    CHECK_TEXT_ROW(row.label, dropped, row.dropped);
    CHECK_ROW(row.label, parse_config(talk.dialog.config(), {}));
  }
}

TEST(setup_proof_keeps_what_was_answered_before_wrong_answers) {
  const struct {
    Answers before;
    Answers wrong;
    const char* said;
  } rows[] = {
      {{}, {"4", "0", "certificate", "process", "iot!"}, "expected 1, 2 or 3"},
      {{"1", ""},
       {"", "x", "https://c1.credentials.iot.eu-west-1.amazonaws.com", "a b"},
       "iot-endpoint"},
      {{"1"}, {"eu_west", "EU-WEST-1", "eu-west-1 x", "$(x)"}, "expected a region such as"},
      {{"2"}, {"a b"}, "expected a region such as"},
      // The account's data endpoint.
      {{"1", ""}, {"c1abc-ats.iot.eu-west-1.amazonaws.com"}, ".credentials."},
      {{"1", "", kEndpoint}, {"a b", "a/b", "\xc3\xa4", "a;b", "$(x)"}, "iot-role-alias"},
      {{"1", "", kEndpoint, ""}, {"a.b", "a b", "`x`"}, "iot-thing"},
      {{"2", ""}, {"", kAnchor, "a b c", "- - -"}, "expected three ARNs"},
      {{"2", ""},
       {"arn:x:trust-anchor/1 arn:x:profile/1 arn:x:role/x"},
       "trust-anchor-arn: arn:x:trust-anchor/1"},
  };
  for (const auto& row : rows) {
    Proofs talk("");
    talk.say(row.before);
    const std::string config = talk.dialog.config();
    const Step step = talk.dialog.step();
    for (const char* answer : row.wrong) {
      const std::string said = talk.say({answer});
      CHECK_ROW(compose("{}: {}", answer, said), has(said, "! ") && has(said, row.said));
      CHECK_ROW(answer, talk.dialog.step() == step);
      CHECK_TEXT_ROW(answer, talk.dialog.config(), config);
    }
  }
}

TEST(setup_proof_is_asked_for_again) {
  Proofs talk("");
  talk.say({"1", "", kEndpoint, "", ""});
  talk.dialog.ask_again(Step::iot_endpoint);
  const std::string said = talk.say({"", "other", "box"});
  CHECK_ROW(said, has(said, compose("[{}]: ", kEndpoint)));
  CHECK(talk.dialog.step() == Step::done);
  CHECK(has(talk.dialog.config(), "iot-role-alias = other\niot-thing = box\n"));
}

TEST(setup_proof_asks_where_a_new_certificate_is_known) {
  const auto gateway = [](std::string_view path) {
    return compose(
        "[aws]\nregion = eu-central-2\n\n[publish]\nvia = gateway\n"
        "gateway-url = https://a1b2c3.execute-api.eu-central-2.amazonaws.com/p{}\n\n",
        path);
  };
  const struct {
    std::string above;
    Answers answers;
    const char* standard;
    const char* region;  // empty: the URL is asked for again
  } rows[] = {
      {"", {"1"}, "us-east-1", "us-east-1"},
      {"[aws]\nregion = eu-central-1\n\n", {"1"}, "eu-central-1", "eu-central-1"},
      {"", {"1", "eu-central-1"}, "us-east-1", "eu-central-1"},
      {"", {"2", "eu-central-1"}, "us-east-1", "eu-central-1"},
      {gateway(""), {"1"}, "eu-central-2", "eu-central-2"},
      // Which has no AWS IoT.
      {gateway("/{host}"), {"1", "eu-central-1"}, "eu-central-2", "eu-central-1"},
      {gateway(""), {"1", "eu-central-1"}, "eu-central-2", ""},
      {gateway(""), {"2", "eu-central-1"}, "eu-central-2", "eu-central-1"},
  };
  for (const auto& row : rows) {
    Proofs talk(row.above);
    talk.say({row.answers.front()});
    const std::string config = talk.dialog.config();
    const bool is_told = row.answers.size() > 1;
    const std::string said = talk.say({is_told ? row.answers.back() : ""});
    CHECK_ROW(said, said.starts_with(compose("region for the certificate [{}]: ", row.standard)));
    // wan53.conf's region stays: messages and metrics go there.
    CHECK_TEXT(talk.dialog.config(), config);
    const bool is_taken = *row.region != '\0';
    CHECK_ROW(said, has(said, "needs a gateway-url that ends in /{host}") != is_taken);
    CHECK_ROW(said, (talk.dialog.step() == Step::url) != is_taken);
    if (is_taken) {
      CHECK_TEXT(talk.dialog.proof_region(), row.region);
    } else {
      const std::string again = talk.say(
          {"https://a1b2c3.execute-api.eu-central-2.amazonaws.com/p/{host}", "", "", "", ""});
      CHECK_ROW(again, has(again, "region for the certificate [eu-central-1]: "));
      CHECK(talk.dialog.step() == Step::iot_endpoint);
    }
  }
}

// A program that fails can be left, with all that its successor needs.
TEST(setup_proof_that_fails_can_be_another) {
  const std::string process = "[aws]\ncredentials = process\ncredential-process = /opt/x\n\n";
  const std::string arns = compose("{} {} {}", kRole, kAnchor, kProfile);
  const struct {
    Answers answers;
    std::string then;
  } rows[] = {
      {{"1", "", kEndpoint, "", ""}, by_iot()},
      {{"2", "", arns.c_str()}, by_roles_anywhere()},
      {{"3"}, "[aws]\n\n"},
      {{""}, process},
  };
  for (const auto& row : rows) {
    Proofs talk(process);
    talk.say({""});
    CHECK(talk.dialog.step() == Step::done);
    talk.dialog.ask_again(Step::proof);
    const std::string said = talk.say(row.answers);
    CHECK_ROW(said, talk.dialog.step() == Step::done);
    CHECK_TEXT(talk.dialog.config(), compose("{}{}", row.then, kRecordLines));
  }
}

}  // namespace
}  // namespace wan53
