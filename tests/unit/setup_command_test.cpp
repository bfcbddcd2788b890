// SPDX-License-Identifier: MIT
// `setup` as a whole: the policy, the key, what AWS says, what is written after the last question,
// and what is started. Its questions about the config: setup_dialog_test.
#include "base/compose.h"
#include "ddns/config.h"
#include "setup_fixture.h"

namespace wan53 {
namespace {

using namespace test;

// Up to the key.
constexpr std::initializer_list<const char*> kAnswers = {
    "", "home.example.com", "A", "static 198.51.101.7", "Z111", "", "3", kId, kSecret};

TEST(setup_writes_what_it_was_told_and_publishes_it) {
  Fresh f(kAnswers);
  f.type({"Yes"});
  f.knows_the_key();
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  const int exit = f.run({"setup"});
  CHECK_ROW(f.terminal.err_text, exit == 0);
  CHECK_TEXT(f.files.find(kConfigPath)->text,
             "[record home.example.com]\ntype = A\nsource = static 198.51.101.7\nzone = Z111\n");
  CHECK_TEXT(
      f.files.find(kCredentialsPath)->text,
      compose("[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n", kId, kSecret));
  CHECK(f.terminal.secrets == 1);
  CHECK(!has(f.terminal.err_text, kSecret) && !has(f.terminal.out_text, kSecret));
  CHECK(has(f.terminal.out_text, "home.example.com A: changed"));
  std::size_t at = 0;
  for (const char* said :
       {"aws iam create-user", "access key id: ", "AWS knows this key: arn:aws:iam",
        "is in the hosted zone example.com (Z111)", "Written: /etc/wan53/wan53.conf", "Publish now",
        "wan53 start", "dig +short home.example.com A @1.1.1.1", "wan53 status"}) {
    const std::size_t found = f.terminal.err_text.find(said, at);
    CHECK_ROW(compose("{} in {}", said, f.terminal.err_text), found != std::string::npos);
    at = found;
  }
}

TEST(setup_prints_the_policy_for_exactly_that) {
  Fresh f(kAnswers);
  CHECK(f.run({"setup"}) == 3);
  const std::string said = f.terminal.err_text;
  CHECK(f.run({"iam-policy"}) == 0);
  CHECK(has(said, f.terminal.out_text));
  CHECK(has(f.terminal.out_text, "hostedzone/Z111"));
}

TEST(setup_without_a_yes_shows_what_would_be_done) {
  Fresh f(kAnswers);
  f.type({"what?", "n"});
  f.knows_the_key();
  f.http.reply(200, home("198.51.101.6"));
  CHECK(f.run({"setup"}) == 0);
  CHECK(has(f.terminal.err_text, "expected yes or no"));
  CHECK(has(f.terminal.out_text, "home.example.com A: planned"));
  CHECK(f.http.count("POST") == 1);  // STS
}

TEST(setup_starts_what_this_machine_has) {
  const struct {
    const char* label;
    const char* command;  // that works
    const char* said;
    const char* config;  // -c
  } rows[] = {
      {"the addon", "sh /jffs/addons/wan53/wan53.sh startup",
       "also after a reboot.\nSee it from outside: dig +short home.example.com A @1.1.1.1\n"
       "Later: `/jffs/addons/wan53/wan53 status` and `/jffs/addons/wan53/wan53 history`; the log is "
       "in `/jffs/addons/wan53/wan53.sh log`\n",
       ""},
      {"systemd", "systemctl restart wan53", "systemd runs wan53", ""},
      {"systemd has another config", "systemctl restart wan53", "wan53 start -c /other", "/other"},
      {"neither", "", "wan53 start\n", ""},
  };
  for (const auto& row : rows) {
    Fresh f(kAnswers);
    f.type({"y"});
    if (*row.command != '\0') f.processes.answers.emplace(row.command, Processes::Ended{});
    if (has(row.command, "jffs")) f.files.put("/jffs/addons/wan53/wan53.sh", "");
    if (has(row.command, "systemctl")) {
      f.processes.answers.emplace("systemctl cat wan53", Processes::Ended{});
      f.processes.answers.emplace("systemctl enable wan53", Processes::Ended{});
    }
    const bool elsewhere = *row.config != '\0';
    (void)(elsewhere ? f.run({"setup", "-c", row.config}) : f.run({"setup"}));
    CHECK_ROW(compose("{}: {}", row.label, f.terminal.err_text),
              has(f.terminal.err_text, row.said));
    const bool runs = std::ranges::count(f.processes.calls, row.command) == 1;
    CHECK_ROW(row.label, runs == (*row.command != '\0' && !elsewhere));
  }
}

TEST(setup_asks_again_for_what_aws_does_not_know) {
  Fresh f({"", "home.example.com", "A", "static 198.51.101.7", "", "", "3", "AKIA", "x", kId,
           kSecret, kId, kSecret, "no", "Z111", "", "no"});
  f.http.reply(403, refusal("SignatureDoesNotMatch"));
  f.knows_the_key();
  f.http.reply(200, zones(""));
  f.http.reply(200, zones(""));
  f.http.reply(200, home("198.51.101.7"));
  CHECK_ROW(f.terminal.err_text, f.run({"setup"}) == 0);
  for (const char* said : {"the access key id", "SignatureDoesNotMatch",
                           "no public hosted zone holds home.example.com", "example.com (Z111)"}) {
    CHECK_ROW(said, has(f.terminal.err_text, said));
  }
  CHECK(has(f.files.find(kConfigPath)->text, "zone = Z111\n"));
  // Or the person knows better.
  Fresh stubborn(
      {"", "home.example.com", "A", "static 198.51.101.7", "", "", "3", kId, kSecret, "yes", "no"});
  stubborn.knows_the_key();
  stubborn.http.reply(200, zones(""));
  stubborn.http.reply(200, zones(""));
  (void)stubborn.run({"setup"});
  CHECK(stubborn.files.find(kConfigPath) != nullptr);
}

// Ctrl-D, or the end of what is typed, at each question.
TEST(setup_changes_nothing_before_the_last_answer) {
  for (std::size_t count = 0; count < kAnswers.size(); ++count) {
    Fresh f({});
    f.terminal.answers.assign(kAnswers.begin(), kAnswers.begin() + count);
    CHECK(f.run({"setup"}) == 1);
    CHECK(has(f.terminal.err_text, "nothing was changed"));
    CHECK(f.files.find(kConfigPath) == nullptr && f.files.find(kCredentialsPath) == nullptr);
  }
  Fixture f;
  f.terminal.answers = {"", "b.example.com", "A", "static 198.51.101.7"};
  CHECK(f.run({"setup"}) == 1);
  CHECK_TEXT(f.files.find(kConfigPath)->text, kRecord);
}

TEST(setup_says_that_nothing_changed) {
  const std::string before = compose("# mine\n{}# the end", kRecord);
  Fixture f(before);
  f.terminal.answers = {"", "home.example.com", "", "", "", "", "", ""};
  CHECK(f.run({"setup"}) == 0);
  CHECK(has(f.terminal.err_text, "Nothing changed."));
  CHECK(!has(f.terminal.err_text, "policy"));
  CHECK_TEXT(f.files.find(kConfigPath)->text, before);
  CHECK_TEXT(f.files.find(kCredentialsPath)->text, kKey);
  CHECK(f.http.requests.empty());
}

TEST(setup_changes_records_and_keeps_the_rest) {
  const std::string before = compose("# mine\n{}# the end", kRecord);
  Fixture f(before);
  f.terminal.answers = {"",  "b.example.com", "A AAAA", "interface eth0", "", "Z111", "", "", "",
                        "no"};
  f.http.reply(200, home("198.51.101.7"));
  (void)f.run({"setup"});
  CHECK_TEXT(f.files.find(kConfigPath)->text,
             compose("{}\n\n[record b.example.com]\ntype = A AAAA\nsource = interface eth0\nzone "
                     "= Z111\n",
                     before));
  const std::string& said = f.terminal.err_text;
  CHECK_ROW(said, has(said, "The key needs this policy now, and no more."));
  for (const char* where :
       {"IAM > Users > the user > the policy", "cat >policy.json <<'END'\n{",
        "}\nEND\naws iam put-user-policy", "file://policy.json\naccess key id"}) {
    CHECK_ROW(compose("{} in {}", where, said), has(said, where));
  }
  CHECK_ROW(said, !has(said, "create-"));
  CHECK_TEXT(f.files.find(kCredentialsPath)->text, kKey);
}

TEST(setup_refuses_what_it_would_spoil) {
  std::string full = kRecord;
  while (full.size() < kMaxConfigBytes - 30) full += "# a remark\n";
  Fixture f(full);
  f.terminal.answers = {"", "b.example.com", "", "", ""};
  const int exit = f.run({"setup"});
  CHECK_ROW(f.terminal.err_text, exit == 0);
  CHECK(has(f.terminal.err_text, "too long"));
  CHECK_TEXT(f.files.find(kConfigPath)->text, full);
  // Another tool's profiles are not thrown away.
  for (const std::string& others :
       {compose("{}[other]\nx = y\n", kKey), compose("[other]\naws_access_key_id = {}\n", kId)}) {
    Fixture shared;
    shared.files.put(kCredentialsPath, others);
    shared.terminal.answers = {"", "", "3", kId, kSecret};
    CHECK(shared.run({"setup"}) == 4);
    CHECK(has(shared.terminal.err_text, "holds other profiles"));
    CHECK_TEXT(shared.files.find(kCredentialsPath)->text, others);
  }
  Fixture broken("[record x]\n");
  CHECK(broken.run({"setup"}) == 2);
}

// No command may need more than one line to say where to begin.
TEST(setup_is_what_each_command_names_without_a_config) {
  const std::initializer_list<std::string_view> commands[] = {
      {"update"},         {"status"},     {"history"}, {"run"},    {"start"},
      {"stop"},           {"ensure"},     {"reload"},  {"doctor"}, {"config", "check"},
      {"config", "show"}, {"iam-policy"}, {"page"}};
  for (const auto& command : commands) {
    Fixture f;
    (void)f.files.remove(kConfigPath);
    (void)f.run(command);
    const std::string said = f.terminal.out_text + f.terminal.err_text;
    CHECK_ROW(compose("{}: {}", *command.begin(), said), has(said, "`wan53 setup` makes one"));
  }
}

// Whoever forgets sudo has no config of their own, and root has one.
TEST(a_forgotten_sudo_is_named_before_setup) {
  const struct {
    unsigned user;
    bool is_roots_there;
    bool is_named;
  } rows[] = {{1000, true, true}, {1000, false, false}, {0, true, false}};
  for (const auto& row : rows) {
    for (const std::string_view command : {"status", "doctor", "stop"}) {
      Fixture f;
      (void)f.files.remove(kConfigPath);
      (void)f.files.remove(kCredentialsPath);
      f.files.folders.clear();
      if (row.is_roots_there) f.files.folders["/etc/wan53"] = {};
      f.environment.variables = {{"HOME", "/home/me"}};
      f.ports.user_id = row.user;
      (void)f.run({command});
      const std::string said = f.terminal.out_text + f.terminal.err_text;
      CHECK_ROW(said, has(said, "no such file; use sudo for that of /etc/wan53; `wan53 setup`") ==
                          row.is_named);
      CHECK_ROW(said, has(said, "`wan53 setup` makes one"));
    }
  }
}

// `config check` could only say the same again.
TEST(doctor_sends_to_setup_before_any_config) {
  const struct {
    const char* config;  // null: none
    const char* remedy;
  } rows[] = {{nullptr, "-> `wan53 setup`"},
              {"[record x]\n", "-> `wan53 config check`"},
              {"", "-> `wan53 config check`"}};
  for (const auto& row : rows) {
    Fixture f(row.config == nullptr ? kRecord : row.config);
    if (row.config == nullptr) (void)f.files.remove(kConfigPath);
    CHECK(f.run({"doctor"}) == 2);
    CHECK_ROW(f.terminal.out_text, has(f.terminal.out_text, row.remedy));
  }
}

TEST(setup_comes_before_any_stop) {
  Fixture f;
  (void)f.files.remove(kConfigPath);
  CHECK(f.run({"stop"}) == 2);
  CHECK(f.files.find("/run/wan53/stopped") == nullptr);
  // A restart that fails does not keep cron from starting the daemon once the config is right.
  f.files.put(kConfigPath, "[record home.example.com]\nttl = soon\n");
  CHECK(f.run({"stop"}) == 0);
  CHECK(has(f.terminal.out_text, "`wan53 ensure` leave it so until `wan53 start`"));
  CHECK(f.files.find("/run/wan53/stopped") != nullptr);
  CHECK(f.run({"start"}) == 2);
  CHECK(f.files.find("/run/wan53/stopped") == nullptr);
}

}  // namespace
}  // namespace wan53
