// SPDX-License-Identifier: MIT
// What the router's addon asks of the program: config apply, page, doctor --self.
#include "base/compose.h"
#include "base/json.h"
#include "ddns/history.h"
#include "router_fixture.h"

namespace wan53 {
namespace {

using namespace test;

TEST(config_apply_replaces_the_file_and_tells_the_daemon) {
  Fixture f;
  f.bus.answer = Bus::Sent::delivered;
  f.terminal.in_text = compose("# mine\n{}", kRecord);
  CHECK(f.run({"config", "apply", "-"}) == 0);
  CHECK_TEXT(f.files.find(kConfigPath)->text, compose("# mine\n{}", kRecord));
  CHECK(has(f.terminal.out_text, "the daemon reads it now"));
  const int writes = f.files.writes;
  CHECK(f.run({"config", "apply", "-"}) == 0);
  CHECK(f.files.writes == writes);
}

TEST(config_apply_loses_nothing) {
  const struct {
    const char* label;
    std::string text;
    int exit;
    const char* error;
  } rows[] = {
      {"a mistake", "[record home.example.com]\nttl = soon\n", 2, "-:2: ttl: soon"},
      {"nothing", "", 2, "-: no record"},
      {"too much", std::string(kMaxConfigBytes + 1, '#'), 4, "larger than it may be"},
  };
  for (const auto& row : rows) {
    Fixture f;
    f.terminal.in_text = row.text;
    CHECK_ROW(row.label, f.run({"config", "apply", "-"}) == row.exit);
    CHECK_ROW(row.label, has(f.terminal.err_text, row.error));
    CHECK_TEXT_ROW(row.label, f.files.find(kConfigPath)->text, kRecord);
  }
  Fixture full;
  full.files.full = true;
  full.terminal.in_text = compose("# mine\n{}", kRecord);
  CHECK(full.run({"config", "apply", "-"}) == 4);
  CHECK_TEXT(full.files.find(kConfigPath)->text, kRecord);
  CHECK(full.run({"config", "apply"}) == 1);
  CHECK(has(full.terminal.err_text, "expected `-`"));
}

// Whoever gets into the router's page chooses neither a program nor a file of root's.
TEST(config_apply_leaves_alone_what_is_set_over_ssh) {
  const std::string with = "[aws]\ncredentials = process\ncredential-process = /opt/keys a\n";
  const std::string other = "[aws]\ncredential-process = /opt/keys  a\ncredentials = process\n";
  const std::string iot =
      "[aws]\ncredentials = iot\niot-endpoint = a.credentials.iot.eu-west-1.amazonaws.com\n"
      "iot-role-alias = wan53\n";
  const std::string own_pair = compose("{}client-cert = a.crt\nclient-key = a.key\n", iot);
  const struct {
    const char* label;
    std::string before;
    std::string after;
    const char* refused;  // this key; empty: the config is taken
  } rows[] = {
      {"a new one", "", with, "credential-process"},
      {"a new one beside comments", "[aws]\n# credentials = process\n", with, "credential-process"},
      {"a changed one", other, with, "credential-process"},
      {"one in a file that is broken", compose("{}x = y\n", with), with, "credential-process"},
      {"kept", with, compose("# mine\n{}", with), ""},
      {"kept in other words", "[aws]\ncredential-process=/opt/keys a\ncredentials=process\n", with,
       ""},
      {"removed", with, "", ""},
      {"a root that lies", "", "[aws]\nca-file = /tmp/mnt/usb/ca.pem\n", "ca-file"},
      {"a pinned root removed", "[aws]\nca-file = own.pem\n", "", "ca-file"},
      {"keys for everyone", "", "[aws]\ncredentials-file = /www/user/k\n", "credentials-file"},
      {"keys elsewhere in a broken file", "[aws]\ncredentials-file = k\nx = y\n",
       "[aws]\ncredentials-file = k\n", "credentials-file"},
      {"a private key for everyone", iot, compose("{}client-key = /www/user/k\n", iot),
       "client-key"},
      {"a file that `key rotate` removes", iot, compose("{}client-cert = /etc/x\n", iot),
       "client-cert"},
      {"an own pair no longer", own_pair, iot, "client-cert"},
      {"an own pair kept", own_pair, compose("# mine\n{}", own_pair), ""},
      {"an own pair not in use", own_pair, "", ""},
      {"this machine's pair", "", iot, ""},
      {"paths kept", "[aws]\nca-file = a\ncredentials-file = b\n",
       "[aws]\ncredentials-file = b\nregion = eu-west-1\nca-file = a\n", ""},
      {"the default in words", "", "[aws]\ncredentials-file = credentials\n", ""},
  };
  for (const auto& row : rows) {
    const std::string before = compose("{}{}", row.before, kRecord);
    const bool taken = *row.refused == '\0';
    Fixture f(before);
    f.terminal.in_text = compose("{}{}", row.after, kRecord);
    CHECK_ROW(row.label, f.run({"config", "apply", "-"}) == (taken ? 0 : 2));
    CHECK_TEXT_ROW(row.label, f.files.find(kConfigPath)->text, taken ? f.terminal.in_text : before);
    CHECK_TEXT_ROW(row.label, f.terminal.err_text,
                   taken
                       ? ""
                       : compose("wan53: -: {}: is set over SSH only, in {}; nothing was applied\n",
                                 row.refused, kConfigPath));
  }
}

const cJSON* member(const Json& page, const char* name) {
  return cJSON_GetObjectItemCaseSensitive(page.get(), name);
}

TEST(page_shows_all_and_tells_no_account) {
  Fixture f("[record home.example.com]\nsource = static 198.51.101.7\nzone = Z0123456789ABC\n");
  f.http.reply(403, refusal("AccessDenied", "User: arn:aws:iam::111122223333:user/x is not"));
  CHECK(f.run({"update"}) == 4);
  f.files.put("/tmp/syslog.log-1", "Nov 23 20:00:00 wan53[7]: AKIAIOSFODNN7EXAMPLE <b>\x1b\n");
  f.files.put("/tmp/syslog.log",
              "Nov 23 20:00:01 kernel: wan53\nNov 23 20:00:02 wan53[8]: \"two\"\n");
  f.files.put("/run/wan53/doctor", "1764000000\nok    clock\nfail  keys 111122223333\n");
  f.files.put("/run/wan53/result.apply", "7 2\nwan53: -:3: ttl: x\n</script>\n");
  f.files.put("/run/wan53/result.status", "3 0\n");
  f.files.put("/run/wan53/result.evil", "3 0\n");
  CHECK(f.run({"page"}) == 0);
  const std::string text = f.terminal.out_text;
  for (const char* secret : {"111122223333", "AKIAIOSFODNN7EXAMPLE", "Z0123456789ABC"}) {
    CHECK_ROW(secret, !has(text, secret));
  }
  const Json page = parse_json(text);
  CHECK(page);
  const cJSON* status = member(page, "status");
  CHECK_TEXT(text_member(array_member(status, "records"), "outcome").value_or(""), "refused");
  CHECK_TEXT(text_member(member(page, "config"), "problem").value_or("-"), "");
  const auto policy = text_member(page.get(), "policy").value_or("");
  CHECK(has(policy, "route53:ChangeResourceRecordSets") && has(policy, "hostedzone/ZONE_ID\""));
  CHECK_TEXT(text_member(page.get(), "policy_note").value_or("-"), "");
  CHECK(!text_member(member(page, "config"), "text"));
  const cJSON* log = array_member(page.get(), "log");
  CHECK_TEXT(log->valuestring, "Nov 23 20:00:00 wan53[7]: AK****************LE <b>\\x1b");
  CHECK(log->next != nullptr && log->next->next == nullptr);
  CHECK_TEXT(text_member(member(page, "doctor"), "at").value_or(""), "2025-11-24T16:00:00Z");
  CHECK_TEXT(text_member(member(page, "doctor"), "text").value_or(""),
             "ok    clock\nfail  keys 11********33");
  const cJSON* results = member(page, "results");
  CHECK(cJSON_GetArraySize(results) == 2);
  const cJSON* status_result = cJSON_GetObjectItemCaseSensitive(results, "status");
  CHECK(number_member(status_result, "number") == 3 && number_member(status_result, "exit") == 0);
  CHECK_TEXT(text_member(status_result, "text").value_or("-"), "");
  const cJSON* result = cJSON_GetObjectItemCaseSensitive(results, "apply");
  CHECK(number_member(result, "number") == 7 && number_member(result, "exit") == 2);
  CHECK_TEXT(text_member(result, "text").value_or(""), "wan53: -:3: ttl: x\n</script>");
}

TEST(page_shows_what_is_wrong_with_the_config) {
  for (const char* config : {"[record home.example.com]\nttl = soon\n", ""}) {
    Fixture f(config);
    if (*config == '\0') (void)f.files.remove(kConfigPath);
    CHECK_ROW(config, f.run({"page"}) == 0);
    const Json page = parse_json(f.terminal.out_text);
    CHECK_ROW(config, !text_member(member(page, "config"), "problem").value_or("").empty());
    CHECK_ROW(config, member(page, "status") == nullptr && member(page, "policy") == nullptr);
    CHECK_TEXT_ROW(config, text_member(member(page, "config"), "problem_kind").value_or(""),
                   *config == '\0' ? "no config" : "config");
  }
  Fixture f;
  (void)f.files.remove("/etc/wan53/credentials");
  f.files.put("/run/wan53/result.apply", "garbage\n");
  CHECK(f.run({"page"}) == 0);
  const Json page = parse_json(f.terminal.out_text);
  CHECK(has(text_member(member(page, "config"), "problem").value_or(""), "no such file"));
  CHECK_TEXT(text_member(member(page, "config"), "problem_kind").value_or(""), "keys");
  CHECK(cJSON_IsObject(member(page, "status")) != 0);
  CHECK(cJSON_GetArraySize(member(page, "results")) == 0);
}

// An id right after a character that JSON escapes is masked like any other.
TEST(page_masks_values_before_they_are_json) {
  Fixture f(
      "[publish]\nsns-topic-arn = arn:aws:sns:us-east-1:111122223333:home\n"
      "[record home.example.com]\nsource = static 198.51.101.7\nzone = Z0123456789ABC\n"
      "set-identifier = \"Z0123456789ABC\\Z9876543210ABC\n");
  CHECK(f.run({"page"}) == 0);
  for (const char* secret : {"111122223333", "Z0123456789ABC", "Z9876543210ABC"}) {
    CHECK_ROW(secret, !has(f.terminal.out_text, secret));
  }
  const Json page = parse_json(f.terminal.out_text);
  const cJSON* record = array_member(member(page, "status"), "records");
  CHECK_TEXT(text_member(record, "set_identifier").value_or(""),
             "\"Z0**********BC\\Z9**********BC");
  const Json policy = parse_json(text_member(page.get(), "policy").value_or(""));
  CHECK(policy);
  CHECK(has(text_member(page.get(), "policy").value_or(""), "us-east-1:ACCOUNT_ID:home"));
}

TEST(page_describes_every_key) {
  Fixture f;
  CHECK(f.run({"page"}) == 0);
  const Json page = parse_json(f.terminal.out_text);
  const cJSON* key = array_member(page.get(), "keys");
  int count = 0;
  for (; key != nullptr; key = key->next) {
    ++count;
    const std::string name(text_member(key, "name").value_or(""));
    CHECK_ROW(name.c_str(), text_member(key, "section") && text_member(key, "label"));
    // Set over SSH only.
    CHECK_ROW(name.c_str(), !has(name, "-file") && !has(name, "client-") && !has(name, "-process"));
    if (name == "check-interval") {
      CHECK_TEXT(text_member(key, "kind").value_or(""), "duration");
      CHECK_TEXT(text_member(key, "default").value_or(""), "6h");
      CHECK_TEXT(text_member(key, "range").value_or(""), "1m to 7d");
      CHECK(array_member(key, "choices") == nullptr && cJSON_HasObjectItem(key, "needs") == 0);
    } else if (name == "notify") {
      CHECK_TEXT(text_member(key, "kind").value_or(""), "choice");
      CHECK_TEXT(array_member(key, "choices")->valuestring, "changes");
      const cJSON* needs = cJSON_GetObjectItemCaseSensitive(key, "needs");
      CHECK_TEXT(text_member(needs, "key").value_or(""), "via");
      CHECK_TEXT(text_member(needs, "words").value_or(""), "route53");
    } else if (name == "credentials") {
      int choices = 0;
      for (const cJSON* c = array_member(key, "choices"); c != nullptr; c = c->next) {
        CHECK(std::string_view(c->valuestring) != "process");
        ++choices;
      }
      CHECK(choices == 3);
    } else if (name == "iot-thing") {
      const cJSON* needs = cJSON_GetObjectItemCaseSensitive(key, "needs");
      CHECK_TEXT(text_member(needs, "words").value_or(""), "iot");
    } else if (name == "external") {
      CHECK_TEXT(text_member(key, "kind").value_or(""), "yes/no");
      CHECK_TEXT(text_member(key, "default").value_or(""), "no");
      const cJSON* needs = cJSON_GetObjectItemCaseSensitive(key, "needs");
      CHECK_TEXT(text_member(needs, "words").value_or(""), "A");
    } else if (name == "source-ipv6") {
      CHECK_TEXT(text_member(key, "section").value_or(""), "record");
      CHECK_TEXT(text_member(key, "otherwise").value_or(""), "as above");
      CHECK(!text_member(key, "default"));
    }
  }
  CHECK(count == 30);
}

// The firmware's httpd runs what stands between these.
TEST(page_has_nothing_that_the_web_server_would_run) {
  const std::string asp = "<% get_custom_settings(); %> <#1#> \\<%";
  Fixture f;
  f.files.put("/tmp/syslog.log", compose("Nov 23 20:00:00 wan53[7]: {}\n", asp));
  f.files.put("/run/wan53/doctor", compose("1764000000\n{}\n", asp));
  f.files.put("/run/wan53/result.update", compose("1 0\n{}\n", asp));
  f.files.put("/var/lib/wan53/history",
              history_with("", {utc_time(1'764'000'000), "a.example A", "", "192.0.2.1", asp}));
  CHECK(f.run({"page"}) == 0);
  const std::string text = f.terminal.out_text;
  CHECK(text.find_first_of("<%") == text.npos);
  const Json page = parse_json(text);
  CHECK(page);
  CHECK_TEXT(array_member(page.get(), "log")->valuestring,
             compose("Nov 23 20:00:00 wan53[7]: {}", asp));
  CHECK_TEXT(text_member(member(page, "doctor"), "text").value_or(""), asp);
  const cJSON* update = cJSON_GetObjectItemCaseSensitive(member(page, "results"), "update");
  CHECK_TEXT(text_member(update, "text").value_or(""), asp);
  CHECK_TEXT(text_member(array_member(page.get(), "history"), "because").value_or(""), asp);
}

// Shorter ones reach the page through its own settings.
TEST(page_has_a_config_that_is_too_long_for_the_settings) {
  for (const bool long_one : {false, true}) {
    // 2,249 bytes are 3,000 characters of base64, 2,247 are 2,996.
    std::string config = compose("\n# key AKIAIOSFODNN7EXAMPLE\n{}#", kRecord);
    config.resize(long_one ? 2'248 : 2'246, 'x');
    config += '\n';
    Fixture f(config);
    CHECK(f.run({"page"}) == 0);
    const Json page = parse_json(f.terminal.out_text);
    const auto shown = text_member(member(page, "config"), "text");
    CHECK(shown.has_value() == long_one);
    if (!shown) continue;
    config.replace(config.find("IAIOSFODNN7EXAMP"), 16, 16, '*');
    config.pop_back();
    CHECK_TEXT(*shown, config);
  }
}

TEST(page_tells_what_the_policy_lacks) {
  const struct {
    const char* label;
    const char* config;
    const char* policy;
    const char* note;
  } rows[] = {
      {"no zone", "[record a.example.com]\ntype = A AAAA\n", "hostedzone/*",
       "a.example.com A names no zone, so the policy allows the search for it and every zone; set "
       "zone = ID to narrow it\na.example.com AAAA names no zone"},
      {"gateway",
       "[aws]\nregion = us-east-1\n[publish]\nvia = gateway\ngateway-url = "
       "https://abc123.execute-api.us-east-1.amazonaws.com/p\n[record a.example.com]\n",
       "", "/etc/wan53/wan53.conf: gateway-api-arn is missing"},
  };
  for (const auto& row : rows) {
    Fixture f(row.config);
    f.processes.programs = {"nvram"};
    CHECK_ROW(row.label, f.run({"page"}) == 0);
    const Json page = parse_json(f.terminal.out_text);
    const auto policy = text_member(page.get(), "policy").value_or("-");
    CHECK_ROW(row.label, *row.policy == '\0' ? policy.empty() : has(policy, row.policy));
    const auto note = text_member(page.get(), "policy_note").value_or("-");
    CHECK_TEXT_ROW(row.label, note.substr(0, std::string_view(row.note).size()), row.note);
  }
}

TEST(page_takes_no_other_programs_lines_for_ours) {
  const struct {
    const char* line;
    bool ours;
  } rows[] = {
      {"Nov 27 10:00:00 wan53[1]: x", true},
      {"Nov 27 10:00:00 wan53: x", true},
      {"Nov  7 10:00:00 RT-AX88U wan53: y", true},
      {"Nov 27 10:00:00 RT-AX88U wan53[1]: y", true},
      {"Nov 27 10:00:00 miniupnpd[77]: desc: x wan53[1]: run curl", false},
      {"Nov 27 10:00:00 miniupnpd[77]: wan53[1]: run curl", false},
      {"Nov 27 10:00:00 miniupnpd: wan53[1]: run curl", false},
      {"Nov 27 10:00:00 RT-AX88U miniupnpd wan53: x", false},
      {"Nov 27 10:00:00 wan53x: x", false},
      {"Nov 27 10:00:00 ", false},
      {"x wan53[1]: run", false},
      {"what is no time wan53[1]: run", false},
  };
  for (const auto& row : rows) {
    Fixture f;
    f.files.put("/tmp/syslog.log", compose("{}\n", row.line));
    CHECK_ROW(row.line, f.run({"page"}) == 0);
    const Json page = parse_json(f.terminal.out_text);
    CHECK_ROW(row.line, (array_member(page.get(), "log") != nullptr) == row.ours);
  }
}

TEST(doctor_self_needs_no_config) {
  Fixture f;
  (void)f.files.remove(kConfigPath);
  CHECK(f.run({"doctor", "--self"}) == 4);  // MiddleRandom's numbers are all the same
  CHECK(has(f.terminal.out_text, "computes digests and signatures"));
  CHECK(has(f.terminal.out_text, "fail  random"));
  CHECK(has(f.terminal.out_text, "ok    disk          /run/wan53 can be written to"));
  CHECK(f.http.requests.empty());
  f.files.full = true;
  CHECK(f.run({"doctor", "--self"}) == 4);
  CHECK(has(f.terminal.out_text, "no space left on device"));
}

}  // namespace
}  // namespace wan53
