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
    "", "home.example.com", "A", "static 198.51.101.7", "Z111", "", "1", "", kEndpoint, "", ""};

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
  CHECK_TEXT(
      f.text_of(kConfigPath),
      compose("[aws]\ncredentials = iot\niot-endpoint = {}\n"
              "iot-role-alias = wan53-home-example-com\niot-thing = wan53-home-example-com\n\n"
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
       {"region for the certificate [us-east-1]: ", "You may stop here: `wan53 setup` shows",
        "Each machine needs a stack of its own; wan53-home-example-com is this one's.\n",
        "cat >client.crt <<'END'\n-----BEGIN CERTIFICATE-----",
        "\nEND\ncurl -fsSLO https://github.com/wan53/wan53/releases/latest/download/"
        "wan53-router.yaml\naws cloudformation deploy --stack-name wan53-home-example-com "
        "--template-file wan53-router.yaml --capabilities CAPABILITY_IAM --region us-east-1 "
        "--parameter-overrides Via=route53 'RecordTypes=A' HostedZoneId=Z111 TopicArn= "
        "'MetricNamespace=' 'HostNames=home.example.com' "
        "RouterCertificate=\"$(cat client.crt)\"\naws iot describe-endpoint",
        "--region us-east-1\n", "iot-endpoint, as the last command prints it: ",
        "role alias, which has the stack's name [wan53-home-example-com]: ",
        "thing (Enter will do), or - if no policy needs it [wan53-home-example-com]: ",
        "assumed-role/wan53", "is in the hosted zone example.com (Z111)",
        "Written: /etc/wan53/wan53.conf\n"}) {
    const std::size_t found = said.find(line, at);
    CHECK_ROW(compose("{} in {}", line, said), found != std::string::npos);
    at = found;
  }
}

TEST(setup_certificate_for_the_gateways_stack) {
  Certified f({"2", "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/p", "", "home.example.com",
               "", "static 198.51.101.7", "", "", "", kEndpoint, "", "", "no"});
  f.takes_the_certificate();
  f.gives_a_session();
  for (int i = 0; i < 3; ++i) {
    f.http.reply(400, R"-({"statusCode":"400","body":"DDNS IP check failed (host = h, newip = )-"
                      R"-(wan53-dry-run)"})-");
  }
  (void)f.run({"setup"});
  const std::string& said = f.terminal.err_text;
  CHECK_ROW(
      said,
      has(said, "If the gateway's stack lets in another machine already, this one replaces it.\n"));
  CHECK_ROW(said, has(said,
                      "END\n"
                      "curl -fsSLO "
                      "https://github.com/wan53/wan53/releases/latest/download/wan53-lambda.yaml\n"
                      "aws cloudformation deploy --stack-name wan53 --template-file "
                      "wan53-lambda.yaml --capabilities CAPABILITY_IAM --region eu-west-1 "
                      "--parameter-overrides RouterCertificate=\"$(cat client.crt)\"\n"));
  CHECK_ROW(said, !has(said, "aws iam") && has(said, "the gateway takes this machine's role"));
  CHECK(has(f.text_of(kConfigPath), "iot-thing = wan53\n"));
}

// Whatever is typed before the end, and once more.
TEST(setup_certificate_takes_up_the_pair_that_is_there) {
  for (std::size_t count = 0; count < kDirect.size(); ++count) {
    Certified f({});
    f.terminal.answers.assign(kDirect.begin(), kDirect.begin() + count);
    CHECK(f.run({"setup"}) == 1);
    CHECK(f.files.find(kConfigPath) == nullptr);
    const bool was_shown = count >= 8;  // the region was told
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
    CHECK_ROW(said, has(said, compose("Write it anyway? [no]: iot-endpoint [{}]: ", kEndpoint)));
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
  Certified f({"", "home.example.com", "A", "static 198.51.101.7", "Z111", "", "2", ""});
  f.files.put(kKeyPath, std::string(kEcKey));
  const auto paste = [&](std::string_view pem) {
    while (!pem.empty()) f.terminal.answers.emplace_back(take_until(pem, '\n'));
    f.terminal.answers.emplace_back("");
    if (has(f.terminal.answers[f.terminal.answers.size() - 2], "-----END"))
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
  CHECK_ROW(said, has(said, "wan53-ca") && has(said, "the next one, or Enter to go on: "));
  CHECK_ROW(
      said,
      has(said, "  the answer holds ") &&
          has(said,
              "  the certificate in the answer does not belong to the key; your CA must sign the "
              "request above\n"));
  CHECK(f.text_of(kCertificatePath).find(kEcCertificate.substr(0, 200)) == 0);
  CHECK_TEXT(f.text_of(kKeyPath), kEcKey);
  CHECK(has(f.text_of(kConfigPath), "credentials = roles-anywhere\n"));
}

// Pasted at once: bundles have empty lines between their certificates.
TEST(setup_certificate_of_a_ca_takes_a_bundle_as_it_is) {
  for (const char* between : {"", "\n", "subject=CN = CA\n\n"}) {
    Certified f({"", "home.example.com", "A", "static 198.51.101.7", "Z111", "", "2", ""});
    f.files.put(kKeyPath, std::string(kEcKey));
    const std::string bundle = compose("{}{}{}\n\n", kEcCertificate, between, kRsaCertificate);
    for (std::string_view rest = bundle; !rest.empty();) {
      f.terminal.answers.emplace_back(take_until(rest, '\n'));
    }
    f.terminal.answers.emplace_back("an ARN");
    CHECK(f.run({"setup"}) == 1);
    const std::string& said = f.terminal.err_text;
    CHECK_ROW(said, has(said, "separated by spaces:   expected three ARNs"));
    const auto chain = parse_certificates(f.text_of(kCertificatePath));
    CHECK_ROW(said, chain && chain->size() == 2);
  }
}

// What is cut does not keep the person there.
TEST(setup_certificate_of_a_ca_that_is_cut_is_asked_for_again) {
  Certified f({"", "home.example.com", "A", "static 198.51.101.7", "Z111", "", "2", "",
               "-----BEGIN CERTIFICATE-----", "MIIB", "", ""});
  CHECK(f.run({"setup"}) == 1);
  CHECK(has(f.terminal.err_text, "  the answer holds "));
  CHECK(f.terminal.answers.empty());
}

// A record more needs other rights; the certificate stays.
TEST(setup_certificate_that_is_in_use_gets_other_rights) {
  Certified f({"", "b.example.com", "", "static 198.51.101.7", "Z111", "", "", "", "", ""});
  f.files.put(kConfigPath, kIotConfig);
  f.has_a_pair();
  (void)f.run({"setup"});
  const std::string& said = f.terminal.err_text;
  CHECK_ROW(said, has(said,
                      "The role needs other rights now. Run this, then answer:\n"
                      "aws cloudformation get-template --stack-name wan53 --region eu-west-1 "));
  CHECK_ROW(said, has(said,
                      " 'HostNames=home.example.com,b.example.com'\n"
                      "iot-endpoint [c1abc.credentials.iot.eu-west-1.amazonaws.com]: "));
  CHECK_ROW(said, !has(said, "RouterCertificate") && !has(said, "as the last command prints it"));
  CHECK(!has(said, "region for the certificate"));
}

}  // namespace
}  // namespace wan53
