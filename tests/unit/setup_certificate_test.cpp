// SPDX-License-Identifier: MIT
// `setup` with a certificate: the pair that is made and taken up again, the lines for AWS, and what
// is wrong with a pair or an answer.
#include "cli/setup_certificate.h"

#include "base/utc.h"
#include "own_pair_fixture.h"

namespace wan53 {
namespace {

using namespace test;

// Up to the end.
constexpr std::initializer_list<const char*> kDirect = {
    "", "home.example.com", "A", "static 198.51.101.7", "Z111", "", "1", kEndpoint, "", ""};

TEST(setup_certificate_from_nothing_to_a_published_record) {
  Certified f(kDirect);
  f.type({"Yes"});
  f.takes_the_certificate();
  f.gives_a_session();
  f.gives_a_session();
  f.http.reply(200, home("198.51.101.6"));
  f.http.reply(200, change_info());
  const int exit = f.run({"setup"});
  const std::string& said = f.terminal.err_text;
  CHECK_ROW(said + f.terminal.out_text, exit == 0);
  CHECK_TEXT(f.text_of(kConfigPath),
             compose("[aws]\ncredentials = iot\niot-endpoint = {}\niot-role-alias = wan53\n\n"
                     "[record home.example.com]\ntype = A\nsource = static 198.51.101.7\nzone = "
                     "Z111\n",
                     kEndpoint));
  CHECK(f.files.find(kKeyPath)->mode == 0600);
  CHECK(f.files.find(kCredentialsPath) == nullptr);
  CHECK(f.keeps_the_secrets() && f.terminal.secrets == 0);
  // The certificate is the one in the file, and tells whose it is.
  const auto own = parse_certificates(f.text_of(kCertificatePath));
  CHECK(own && own->front().common_name == "home.example.com");
  CHECK(own->front().not_before < f.clock.wall());
  CHECK(own->front().not_after > f.clock.wall() + 9 * 365 * 24h);
  CHECK(has(said, own->front().sha256_fingerprint));
  CHECK_ROW(said,
            has(said, compose("cat >client.crt <<'END'\n{}END\n", f.text_of(kCertificatePath))));
  std::size_t at = 0;
  for (const char* line :
       {"cat >client.crt <<'END'\n-----BEGIN CERTIFICATE-----",
        "\nEND\ncurl -fsSLO https://github.com/wan53/wan53/releases/latest/download/"
        "wan53-router.yaml\naws cloudformation deploy --stack-name wan53 --template-file "
        "wan53-router.yaml --capabilities CAPABILITY_IAM --region us-east-1 --parameter-overrides "
        "Via=route53 'HostNames=home.example.com' 'RecordTypes=A' HostedZoneId=Z111 TopicArn= "
        "'MetricNamespace=' RouterCertificate=\"$(cat client.crt)\"\naws iot describe-endpoint",
        "--region us-east-1\n", "iot-endpoint", "assumed-role/wan53",
        "is in the hosted zone example.com (Z111)", "Written: /etc/wan53/wan53.conf\n"}) {
    const std::size_t found = said.find(line, at);
    CHECK_ROW(compose("{} in {}", line, said), found != std::string::npos);
    at = found;
  }
}

TEST(setup_certificate_for_the_gateways_stack) {
  Certified f({"2", "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/p/{host}", "",
               "home.example.com", "", "static 198.51.101.7", "", "", kEndpoint, "", "", "no"});
  f.takes_the_certificate();
  f.gives_a_session();
  for (int i = 0; i < 3; ++i) {
    f.http.reply(400, R"-({"statusCode":"400","body":"DDNS IP check failed (host = h, newip = )-"
                      R"-(wan53-dry-run)"})-");
  }
  (void)f.run({"setup"});
  const std::string& said = f.terminal.err_text;
  CHECK_ROW(said, has(said,
                      "END\naws cloudformation deploy --stack-name wan53 --template-file "
                      "wan53-lambda.yaml --capabilities CAPABILITY_IAM --region eu-west-1 "
                      "--parameter-overrides RouterCertificate=\"$(cat client.crt)\"\n"));
  CHECK_ROW(said, !has(said, "aws iam") && has(said, "the gateway takes this machine's role"));
  CHECK(has(f.text_of(kConfigPath), "iot-thing = wan53\n"));
}

// What the template cannot say is said with the policy itself.
TEST(setup_certificate_for_a_role_that_a_stack_can_make) {
  constexpr const char* kPublish =
      "[publish]\nsns-topic-arn = arn:aws:sns:us-east-1:111122223333:t\n"
      "metric-namespace = My DDNS\n";
  const std::string four =
      "[record a.example.com]\nzone = Z111\n[record b.example.com]\nzone = Z111\n"
      "[record c.example.com]\nzone = Z111\n[record *.example.com]\nzone = Z111\n";
  const struct {
    const char* label;
    std::string config;
    const char* parameters;  // empty: by hand
  } rows[] = {
      {"four names", four,
       "'HostNames=a.example.com,b.example.com,c.example.com,\\052.example.com' 'RecordTypes=A'"},
      {"five names", compose("{}[record e.example.com]\nzone = Z111\n", four), ""},
      {"both types", "[record a.example.com]\ntype = A AAAA\nzone = Z111\n",
       "'HostNames=a.example.com' 'RecordTypes=A AAAA'"},
      {"IPv6", "[record a.example.com]\ntype = AAAA\nzone = Z111\n", "'RecordTypes=AAAA'"},
      {"one name in two sets",
       "[record a.example.com]\nzone = Z111\nset-identifier = x\n"
       "[record A.example.com]\nzone = Z111\nset-identifier = y\n",
       "'HostNames=a.example.com' "},
      {"different types",
       "[record a.example.com]\nzone = Z111\n"
       "[record b.example.com]\ntype = A AAAA\nzone = Z111\n",
       ""},
      {"two zones", "[record a.example.com]\nzone = Z111\n[record b.example.org]\nzone = Z222\n",
       ""},
      {"no zone", "[record a.example.com]\n", ""},
      {"a name that no template takes", "[record a!b.example.com]\nzone = Z111\n", ""},
      {"announcements", compose("{}[record a.example.com]\nzone = Z111\n", kPublish),
       "TopicArn=arn:aws:sns:us-east-1:111122223333:t 'MetricNamespace=My DDNS'\n"},
  };
  for (const auto& row : rows) {
    const auto config = parse_config(row.config, {});
    CHECK_ROW(row.label, config);
    const std::string steps = role_steps(*config, Proof::iot, "{}\n");
    const bool is_stack = *row.parameters != '\0';
    CHECK_ROW(compose("{}: {}", row.label, steps), has(steps, row.parameters));
    CHECK_ROW(row.label, has(steps, "aws cloudformation deploy") == is_stack);
    CHECK_ROW(row.label, has(steps, "docs/credentials.md") != is_stack);
    CHECK_ROW(row.label, has(steps, "cat >policy.json <<'END'\n{}\nEND\n") != is_stack);
    CHECK_TEXT_ROW(row.label, role_steps(*config, Proof::roles_anywhere, "{}\n"),
                   "The role needs this policy:\ncat >policy.json <<'END'\n{}\nEND\n");
  }
}

// Whatever is typed before the end, and once more.
TEST(setup_certificate_takes_up_the_pair_that_is_there) {
  for (std::size_t count = 0; count < kDirect.size(); ++count) {
    Certified f({});
    f.terminal.answers.assign(kDirect.begin(), kDirect.begin() + count);
    CHECK(f.run({"setup"}) == 1);
    CHECK(f.files.find(kConfigPath) == nullptr);
    const bool was_shown = count >= 7;  // the answer was 1
    const std::string key = f.text_of(kKeyPath);
    const std::string certificate = f.text_of(kCertificatePath);
    CHECK_ROW(f.terminal.err_text, key.empty() != was_shown && certificate.empty() != was_shown);
    CHECK_ROW(f.terminal.err_text,
              has(f.terminal.err_text,
                  was_shown ? "stay for the next `wan53 setup`" : "wan53: nothing was changed"));
    if (!was_shown) continue;
    f.terminal.answers.assign(kDirect.begin(), kDirect.end());
    f.type({"no"});
    f.takes_the_certificate();
    f.gives_a_session();
    f.terminal.err_text.clear();
    (void)f.run({"setup"});
    CHECK_TEXT(f.text_of(kKeyPath), key);
    CHECK_TEXT(f.text_of(kCertificatePath), certificate);
    CHECK(has(f.terminal.err_text, certificate) && f.keeps_the_secrets());
    CHECK(f.files.find(kConfigPath) != nullptr);
  }
}

// A power cut between the two files: nobody has seen the certificate.
TEST(setup_certificate_is_made_for_a_key_that_is_alone) {
  Certified f(kDirect);
  f.files.put(kKeyPath, std::string(kEcKey));
  (void)f.run({"setup"});
  CHECK_TEXT(f.text_of(kKeyPath), kEcKey);
  const auto own = parse_certificates(f.text_of(kCertificatePath));
  CHECK(own && check_fit(*KeyPair::parse(Secret(kEcKey)), own->front()));
}

TEST(setup_certificate_names_what_is_wrong_with_a_pair) {
  const std::string mixed = compose("{}{}", kEcCertificate, kEcKey);
  const struct {
    const char* label;
    std::string key;
    std::string certificate;
    const char* said;
    unsigned mode = 0600;
    std::int64_t now = 2'000'000'000;
  } rows[] = {
      {"mixed", std::string(kEcKey), mixed, "client.crt"},
      {"encrypted", std::string(kEcKeyEncrypted), "", "client.key"},
      {"no key", "hello", "", "client.key"},
      {"a certificate as key", std::string(kEcCertificate), "", "client.key"},
      {"another key's", std::string(kEcKey), std::string(kRsaCertificate), "client.crt"},
      {"readable", std::string(kEcKey), "", "chmod 600", 0644},
      {"expired", std::string(kEcKey), std::string(kEcCertificate), "2036-11-25", 0600,
       2'200'000'000},
      {"1970", "", "", "the clock says 1970-01-01T00:01:40Z", 0600, 100},
  };
  for (const auto& row : rows) {
    Certified f(kDirect);
    f.clock.time = utc_time(row.now);
    if (!row.key.empty()) f.files.put(kKeyPath, row.key, row.mode);
    if (!row.certificate.empty()) f.files.put(kCertificatePath, row.certificate);
    const int exit = f.run({"setup"});
    const std::string& said = f.terminal.err_text;
    const std::string_view last = std::string_view(said).substr(
        said.rfind("wan53: ") == said.npos ? 0 : said.rfind("wan53: "));
    CHECK_ROW(compose("{}: {}", row.label, said), exit != 0 && has(last, row.said));
    CHECK_ROW(row.label, std::ranges::count(last, '\n') == 1);
    // Nothing is lost.
    CHECK_TEXT_ROW(row.label, f.text_of(kKeyPath), row.key);
    CHECK_TEXT_ROW(row.label, f.text_of(kCertificatePath), row.certificate);
    CHECK_ROW(row.label, f.files.find(kConfigPath) == nullptr);
  }
}

TEST(setup_certificate_waits_for_what_is_new_and_asks_again) {
  const struct {
    int status;
    const char* body;
  } rows[] = {{403, R"({"message":"Access Denied"})"},
              {404, R"({"message":"Not Found","traceId":"1-2"})"}};
  for (const auto& row : rows) {
    Certified f(kDirect);
    // No; then alias and thing once more, and yes after all.
    f.type({"", "", "", "", "yes", "no"});
    f.refuses(row.status, row.body);
    const Moment start = f.clock.now();
    (void)f.run({"setup"});
    const std::string& said = f.terminal.err_text;
    CHECK_ROW(said, has(said, "what was just made can take up to 30 s"));
    CHECK_ROW(said,
              has(said, "Write it anyway? [no]: iot-endpoint, as the last command prints it ["));
    CHECK(f.clock.now() - start >= 30s && f.clock.now() - start < 120s);
    CHECK(f.files.find(kConfigPath) != nullptr);
    // Made once.
    CHECK(said.find("cat >client.crt") == said.rfind("cat >client.crt"));
  }
}

TEST(setup_certificate_of_a_ca) {
  const std::string arns =
      "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/"
      "11111111-1111-1111-1111-111111111111 "
      "arn:aws:rolesanywhere:eu-west-1:111122223333:profile/22222222-2222-2222-2222-222222222222 "
      "arn:aws:iam::111122223333:role/wan53";
  Certified f({"", "home.example.com", "A", "static 198.51.101.7", "Z111", "", "2"});
  f.files.put(kKeyPath, std::string(kEcKey));
  const auto paste = [&](std::string_view pem) {
    while (!pem.empty()) f.terminal.answers.emplace_back(take_until(pem, '\n'));
    f.terminal.answers.emplace_back("");
  };
  paste("");
  paste(kEcRequest);
  paste(kRsaCertificate);
  paste(compose("{}{}", kEcCertificate, kEcKeyPkcs8));
  paste("what?");
  paste(kEcCertificate);
  f.terminal.answers.emplace_back(arns);
  f.type({"yes", "no"});
  f.refuses();
  (void)f.run({"setup"});
  const std::string& said = f.terminal.err_text;
  CHECK_ROW(said, has(said, "cat >client.csr <<'END'\n-----BEGIN CERTIFICATE REQUEST-----\n"));
  CHECK_ROW(said, has(said, "cat >policy.json"));
  CHECK(f.text_of(kCertificatePath).find(kEcCertificate.substr(0, 200)) == 0);
  CHECK_TEXT(f.text_of(kKeyPath), kEcKey);
  CHECK(has(f.text_of(kConfigPath), "credentials = roles-anywhere\n"));
}

// The dry run proves the new way; only then the key goes.
TEST(setup_certificate_replaces_a_key) {
  const std::string other = "[other]\nx = y\n";
  const struct {
    const char* label;
    std::string file;
    bool works;
    const char* answer;
    std::string left;
    const char* user = "routers/box";  // as AWS tells it
    const char* shown = "box";
  } rows[] = {
      {"ours alone", kKey, true, "yes", ""},
      {"ours and others", compose("# mine\n{}\n{}", kKey, other), true, "",
       compose("# mine\n{}", other)},
      {"a lie for a shell", kKey, true, "yes", "", "x;reboot", "wan53"},
      {"it stays", kKey, true, "no", kKey},
      {"it does not work", kKey, false, "yes", kKey},
  };
  for (const auto& row : rows) {
    Certified f({"", "", "1", kEndpoint, "", "", "no", row.answer});
    f.files.put(kConfigPath, kRecord);
    f.files.put(kCredentialsPath, row.file);
    f.takes_the_certificate();
    f.gives_a_session();
    f.http.reply(200, home("198.51.101.6"));
    // What `setup` found is looked up once more by the dry run.
    f.http.answers.pop_back();
    if (row.works) {
      f.gives_a_session();
      f.http.reply(200, home("198.51.101.6"));
      f.http.reply(
          200,
          compose(
              "<GetCallerIdentityResponse><GetCallerIdentityResult>"
              "<Arn>arn:aws:iam::111122223333:user/{}</Arn><UserId>A</UserId>"
              "<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
              row.user));
    }
    (void)f.run({"setup"});
    const std::string& said = f.terminal.err_text;
    CHECK_ROW(said, has(f.text_of(kConfigPath), "credentials = iot\n"));
    CHECK_TEXT_ROW(compose("{}: {}", row.label, said), f.text_of(kCredentialsPath), row.left);
    const bool is_gone = row.left != row.file;
    CHECK_ROW(
        said,
        has(said,
            compose(
                "aws iam delete-access-key --user-name {} --access-key-id AKIAIOSFODNN7EXAMPLE\n",
                row.shown)) == is_gone);
    CHECK_ROW(said, !has(said, kSecret) && f.keeps_the_secrets());
  }
}

}  // namespace
}  // namespace wan53
