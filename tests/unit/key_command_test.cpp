// SPDX-License-Identifier: MIT
// `wan53 key`: another pair in the place of the present one, broken off anywhere.
#include "own_pair_fixture.h"

namespace wan53 {
namespace {

using namespace test;

// A machine whose pair AWS knows.
struct Rotating : Certified {
  explicit Rotating(std::initializer_list<const char*> lines = {}) : Certified(lines) {
    files.put(kConfigPath, kIotConfig);
    has_a_pair();
    key = text_of(kKeyPath);
    certificate = text_of(kCertificatePath);
  }
  bool has_the_old_one() const {
    return text_of(kKeyPath) == key && text_of(kCertificatePath) == certificate &&
           text_of(kConfigPath) == kIotConfig;
  }
  std::string key;
  std::string certificate;
};

constexpr const char* kRotated = "client-cert = client.next.crt\nclient-key = client.next.key\n";

TEST(key_rotate_lets_go_of_the_old_pair_when_aws_takes_the_next) {
  Rotating f({"", ""});
  f.refuses();
  // Not yet; then it does.
  CHECK(f.run({"key", "rotate"}) == 1);
  CHECK(f.has_the_old_one());
  const std::string next = f.text_of(kNextCertificatePath);
  f.http.answers.clear();
  f.takes_the_certificate();
  // Without a word more.
  f.terminal.err_text.clear();
  CHECK_ROW(f.terminal.err_text, f.run({"key", "rotate"}) == 0);
  CHECK(has(f.text_of(kConfigPath), kRotated));
  CHECK_TEXT(f.text_of(kNextCertificatePath), next);
  CHECK(f.text_of(kKeyPath).empty() && f.text_of(kCertificatePath).empty());
  CHECK(!has(f.terminal.err_text, "Enter"));
  const std::string old_id = parse_certificates(f.certificate)->front().sha256_fingerprint;
  const std::string off =
      compose("--new-status INACTIVE --certificate-id {} --region eu-west-1\n", old_id);
  CHECK(has(f.terminal.err_text, off));
  CHECK(f.keeps_the_secrets());
  // And back to the usual names.
  f.type({""});
  f.clock.time += 10min;
  f.takes_the_certificate();
  CHECK_ROW(f.terminal.err_text, f.run({"key", "rotate"}) == 0);
  CHECK_TEXT(f.text_of(kConfigPath), kIotConfig);
  CHECK(f.text_of(kNextKeyPath).empty() && f.text_of(kNextCertificatePath).empty());
  CHECK(!f.text_of(kKeyPath).empty() && f.text_of(kCertificatePath) != f.certificate);
}

// In one go it says no less than after an interruption.
TEST(key_rotate_says_how_to_switch_the_old_certificate_off) {
  Rotating f({""});
  f.takes_the_certificate();
  CHECK_ROW(f.terminal.err_text, f.run({"key", "rotate"}) == 0);
  const std::string old_id = parse_certificates(f.certificate)->front().sha256_fingerprint;
  CHECK_ROW(f.terminal.err_text,
            has(f.terminal.err_text,
                compose("--new-status INACTIVE --certificate-id {} --region eu-west-1\n", old_id)));
}

// A running round reads the pair more than once.
TEST(key_rotate_waits_for_the_running_round) {
  Rotating f({"", ""});
  f.files.locked = true;
  f.takes_the_certificate();
  CHECK(f.run({"key", "rotate"}) != 0);
  CHECK_ROW(f.terminal.err_text, f.has_the_old_one());
  CHECK_ROW(f.terminal.err_text, has(f.terminal.err_text, "the present pair stays in use; run"));
  CHECK(f.bus.sends.empty());
  const std::string next = f.text_of(kNextKeyPath);
  f.files.locked = false;
  f.takes_the_certificate();
  CHECK_ROW(f.terminal.err_text, f.run({"key", "rotate"}) == 0);
  CHECK_TEXT(f.text_of(kNextKeyPath), next);
  CHECK(f.text_of(kKeyPath).empty() && f.bus.sends.back().second == "reload");
}

// The daemon must know before the old pair goes, and the person that only the rest is left.
TEST(key_rotate_that_cannot_remove_the_old_pair) {
  for (const char* kept : {"client-key", "client-cert"}) {
    Rotating f;
    const bool is_key = std::string_view(kept) == "client-key";
    f.files.folders["/jffs/keys"] = {};
    const std::string config =
        compose("[aws]\n{} = /jffs/keys/x.pem\n{}", kept, std::string_view(kIotConfig).substr(6));
    f.files.put(kConfigPath, config);
    f.files.put("/jffs/keys/x.pem", is_key ? f.key : f.certificate);
    CHECK(f.run({"key", "rotate"}) == 1);
    f.files.read_only = "/jffs/keys";
    f.takes_the_certificate();
    f.terminal.err_text.clear();
    CHECK(f.run({"key", "rotate"}) != 0);
    const std::string& said = f.terminal.err_text;
    CHECK_ROW(said, has(said,
                        "wan53: /etc/wan53/wan53.conf names the new pair already; remove the old "
                        "one by hand: /jffs/keys/x.pem"));
    CHECK(has(f.text_of(kConfigPath), "/jffs/keys/x.next.pem"));
    CHECK(!f.bus.sends.empty() && f.bus.sends.back().second == "reload");
  }
}

TEST(key_rotate_shows_the_lines_for_aws) {
  const struct {
    const char* config;
  } rows[] = {
      {"[aws]\n{}\n[record home.example.com]\nsource = static 198.51.101.7\nzone = Z111\n"},
      {"[aws]\n{}\n[publish]\nvia = gateway\n"
       "gateway-url = https://a1b2c3.execute-api.eu-west-1.amazonaws.com/p\n"
       "[record home.example.com]\nsource = static 198.51.101.7\n"},
      {"[aws]\n{}\n[record home.example.com]\nsource = static 198.51.101.7\n"},
  };
  for (const auto& row : rows) {
    Rotating f;
    std::string config = row.config;
    config.replace(
        config.find("{}"), 2,
        compose("credentials = iot\niot-endpoint = {}\niot-role-alias = w\n", kEndpoint));
    f.files.put(kConfigPath, config);
    CHECK(f.run({"key", "rotate"}) == 1);
    const std::string& said = f.terminal.err_text;
    CHECK_ROW(said, has(said, compose("cat >client.crt <<'END'\n{}END\n",
                                      f.text_of(kNextCertificatePath))));
    CHECK_ROW(said, has(said,
                        "aws cloudformation get-template --stack-name w --region eu-west-1 --query "
                        "TemplateBody --output text >stack.yaml\naws cloudformation deploy "
                        "--stack-name w --template-file stack.yaml --capabilities CAPABILITY_IAM "
                        "--region eu-west-1 --parameter-overrides RouterCertificateStatus=ACTIVE "
                        "RouterCertificate=\"$(cat client.crt)\"\n"));
    CHECK_ROW(said, !has(said, "policy.json") && !has(said, "latest/download"));
    CHECK_ROW(said, has(said, "the present pair stays in use; run `wan53 key rotate` again"));
  }
}

// The power goes behind each write; then it is run once more.
TEST(key_rotate_goes_on_where_it_was_cut_off) {
  for (const char* broken : {kNextKeyPath, kNextCertificatePath, kConfigPath}) {
    Rotating f({""});
    f.files.full_file = broken;
    f.takes_the_certificate();
    CHECK(f.run({"key", "rotate"}) != 0);
    CHECK_ROW(broken, f.has_the_old_one());
    const std::string next = f.text_of(kNextKeyPath);
    f.files.full_file.clear();
    f.http.answers.clear();
    f.type({""});
    f.takes_the_certificate();
    CHECK_ROW(f.terminal.err_text, f.run({"key", "rotate"}) == 0);
    CHECK_ROW(broken, next.empty() || f.text_of(kNextKeyPath) == next);
    CHECK_ROW(broken, has(f.text_of(kConfigPath), kRotated) && f.text_of(kKeyPath).empty());
  }
}

// The config names the new pair, and one file or both of the old one are still there.
TEST(key_rotate_takes_no_old_pair_for_the_next) {
  for (const bool has_key : {true, false}) {
    Rotating f({""});
    f.takes_the_certificate();
    CHECK(f.run({"key", "rotate"}) == 0);
    const std::string present = f.text_of(kNextKeyPath);
    if (has_key) f.files.put(kKeyPath, f.key);
    f.files.put(kCertificatePath, f.certificate);
    f.type({""});
    f.takes_the_certificate();
    const int exit = f.run({"key", "rotate"});
    CHECK_ROW(f.terminal.err_text, exit == 0);
    CHECK(!has(f.text_of(kConfigPath), "client-"));
    CHECK(f.text_of(kKeyPath) != f.key && f.text_of(kKeyPath) != present);
    CHECK(f.text_of(kCertificatePath) != f.certificate);
  }
}

TEST(key_rotate_works_with_names_of_ones_own) {
  const struct {
    const char* name;
    const char* other;
  } rows[] = {{"box.pem", "/etc/wan53/box.next.pem"},
              {"box", "/etc/wan53/box.next"},
              {"a.b/box", "/etc/wan53/a.b/box.next"},
              {"/jffs/x.crt", "/jffs/x.next.crt"},
              {".crt", "/etc/wan53/.crt.next"}};
  for (const auto& row : rows) {
    Rotating f;
    f.files.put(kConfigPath, compose("[aws]\nclient-key = k\nclient-cert = {}\n{}", row.name,
                                     std::string_view(kIotConfig).substr(6)));
    f.files.folders["/jffs"] = {};
    f.files.folders["/etc/wan53/a.b"] = {};
    CHECK(f.run({"key", "rotate"}) == 1);
    CHECK_ROW(compose("{}: {}", row.name, f.terminal.err_text), f.files.find(row.other) != nullptr);
  }
}

TEST(key_show_tells_what_aws_may_know) {
  Rotating f;
  CHECK(f.run({"key", "show"}) == 0);
  CHECK_TEXT(f.terminal.out_text, f.certificate);
  const auto own = parse_certificates(f.certificate);
  CHECK(has(f.terminal.err_text, own->front().sha256_fingerprint));
  CHECK(f.keeps_the_secrets());
}

TEST(key_needs_a_certificate) {
  for (const std::string_view command : {"rotate", "show"}) {
    Fixture f;
    CHECK(f.run({"key", command}) == 2);
    CHECK(has(f.terminal.err_text, "credentials = stored uses no certificate; `wan53 setup`"));
  }
}

TEST(doctor_examines_the_certificate) {
  const struct {
    const char* label;
    void (*harm)(Rotating&);
    const char* finding;
    const char* advice;
  } rows[] = {
      {"nothing", [](Rotating&) {}, "ok    certificate   fits its key, valid until 2043-05-16", ""},
      {"44 days left", [](Rotating& f) { f.clock.time += 3650 * 24h - 44 * 24h; },
       "warn  certificate   fits its key", "`wan53 key rotate`"},
      {"46 days left", [](Rotating& f) { f.clock.time += 3650 * 24h - 46 * 24h; },
       "ok    certificate   fits its key", ""},
      {"expired", [](Rotating& f) { f.clock.time += 3651 * 24h; }, "fail  certificate ",
       "`wan53 key rotate`"},
      {"not valid yet", [](Rotating& f) { f.clock.time -= 31 * 24h; }, "fail  certificate ",
       "set the clock, or run NTP"},
      {"another key", [](Rotating& f) { f.files.put(kKeyPath, std::string(kEcKey)); },
       "fail  certificate   /etc/wan53/client.", ""},
      {"readable", [](Rotating& f) { f.files.put(kKeyPath, f.key, 0644); },
       "fail  certificate   /etc/wan53/client.key: mode 0644", ""},
      {"gone", [](Rotating& f) { (void)f.files.remove(kKeyPath); },
       "fail  certificate   /etc/wan53/client.key: no such file", ""},
      {"a key that nothing uses", [](Rotating& f) { f.files.put(kCredentialsPath, kKey); },
       "warn  keys          the credentials file still holds an access key",
       "`wan53 setup` removes it"},
  };
  for (const auto& row : rows) {
    Rotating f;
    row.harm(f);
    (void)f.run({"doctor"});
    const std::string& said = f.terminal.out_text;
    CHECK_ROW(compose("{}: {}", row.label, said), has(said, row.finding) && has(said, row.advice));
    CHECK_ROW(row.label, f.keeps_the_secrets());
  }
  // As ever with a stored key.
  Fixture f;
  (void)f.run({"doctor"});
  CHECK(!has(f.terminal.out_text, "certificate") && !has(f.terminal.out_text, "still holds"));
}

}  // namespace
}  // namespace wan53
