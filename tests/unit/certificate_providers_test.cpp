// SPDX-License-Identifier: MIT
// Whole rounds of a machine that authenticates with its certificate.
#include "certificate_fixture.h"

namespace wan53 {
namespace {

using namespace test;

struct IotRouter : Fixture {
  explicit IotRouter(std::string_view proof = kIot) : Fixture(compose("{}{}", proof, kRecord)) {
    static_cast<void>(files.remove("/etc/wan53/credentials"));
    put_pair(*this);
  }
  UtcTime until() const { return clock.time + 1h; }
  std::string recent() const {
    const auto* file = files.find("/run/wan53/volatile.json");
    return file == nullptr ? std::string() : file->text;
  }
};

TEST(certificate_round_asks_aws_iot_and_signs_with_what_it_gets) {
  IotRouter f;
  f.http.reply(200, iot_session(1, f.until()));
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  CHECK(f.http.requests.size() == 2);
  const HttpRequest& asked = f.http.requests[0];
  CHECK_TEXT(asked.method, "GET");
  CHECK_TEXT(asked.url, compose("https://{}/role-aliases/wan53/credentials", kIotHost));
  CHECK(asked.headers.size() == 1 && asked.headers[0].name == "x-amzn-iot-thingname");
  CHECK_TEXT(asked.headers[0].value, "router");
  CHECK(signed_by(f.http.requests[1]) == 1);
  // Two clients: the certificate is shown to the provider alone.
  CHECK((f.http_clients.shown_to == std::vector<std::string>{"", kIotHost}));
}

TEST(certificate_round_asks_roles_anywhere_with_the_keys_signature) {
  IotRouter f(kAnywhere);
  f.http.reply(201, anywhere_session(1, f.until()));
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  const HttpRequest& asked = f.http.requests[0];
  CHECK(
      asked.url.starts_with("https://rolesanywhere.eu-west-1.amazonaws.com/sessions?profileArn="));
  bool is_signed = false;
  for (const auto& header : asked.headers) {
    is_signed |= header.value.starts_with("AWS4-X509-ECDSA-SHA256 Credential=") &&
                 has(header.value, "/eu-west-1/rolesanywhere/aws4_request");
  }
  CHECK(is_signed);
  CHECK(signed_by(f.http.requests[1]) == 1);
  CHECK((f.http_clients.shown_to == std::vector<std::string>{"", ""}));
}

TEST(certificate_round_leaves_what_status_shows_and_no_secret) {
  IotRouter f;
  f.http.reply(200, iot_session(1, f.until()));
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update", "-v"}) == 0);
  const std::string shown = f.terminal.out_text + f.terminal.err_text + f.recent() + f.state();
  for (const char* secret : {"SeCrEt", "ToKeN", "ASIA", "PRIVATE KEY"}) {
    CHECK_ROW(secret, !has(shown, secret));
  }
  CHECK(f.run({"status"}) == 0);
  CHECK(
      has(f.terminal.out_text,
          "proof        its certificate at AWS IoT (role alias wan53), until 2033-05-18T04:33:20Z "
          "(in 1 h)"));
  CHECK(f.run({"status", "--json"}) == 0);
  CHECK(has(f.terminal.out_text, R"("until":"2033-05-18T04:33:20Z","error":null)"));
}

// A session that has ended since is none: nothing says that it is in use.
TEST(certificate_session_that_has_ended_is_shown_nowhere) {
  IotRouter f;
  f.http.reply(200, iot_session(1, f.until()));
  f.http.reply(200, home("198.51.101.7"));
  CHECK(f.run({"update"}) == 0);
  for (const bool is_over : {false, true}) {
    if (is_over) f.clock.pass(1h);
    CHECK(f.run({"status"}) == 0);
    CHECK(has(f.terminal.out_text, "until 2033") == !is_over);
    CHECK(has(f.terminal.out_text, "proof        its certificate at AWS IoT"));
    CHECK(f.run({"status", "--json"}) == 0);
    CHECK(has(f.terminal.out_text, R"("until":null)") == is_over);
    CHECK(f.run({"status", "--prometheus"}) == 0);
    CHECK(has(f.terminal.out_text, "credentials_end_timestamp_seconds") == !is_over);
    CHECK(f.run({"page"}) == 0);
    CHECK(has(f.terminal.out_text, R"("until":"2033)") == !is_over);
  }
}

// The page is written after every cycle, so it opens no private key; a certificate is public.
TEST(certificate_page_reads_no_private_key) {
  for (const char* proof : {kIot, kAnywhere}) {
    IotRouter f(proof);
    f.files.too_many_open = "/etc/wan53/client.key";
    CHECK(f.run({"page"}) == 0);
    CHECK_ROW(f.terminal.out_text, has(f.terminal.out_text, R"("problem_kind":null)"));
    CHECK(f.run({"config", "check"}) != 0);
  }
}

TEST(certificate_round_refused_says_each_possible_reason) {
  const struct {
    const char* proof;
    int status;
    const char* body;
    const char* code;
    const char* said;
  } rows[] = {
      {kIot, 403, R"({"message":"Access Denied"})", "",
       "AWS IoT AssumeRoleWithCertificate: HTTP 403: Access Denied; AWS does not say why: "
       "check that the certificate is active"},
      {kIot, 403, R"({"message":"Access Denied"})", "", "that its policy allows this role alias"},
      {kIot, 403, R"({"message":"Access Denied"})", "", "that iot-thing is attached"},
      {kIot, 403, R"({"message":"Access Denied"})", "",
       "that the role trusts credentials.iot.amazonaws.com"},
      {kIot, 404, R"({"message":"Not Found","traceId":"x"})", "", "check iot-endpoint"},
      {kAnywhere, 403, R"({"message":"Untrusted Signing Certificate"})", "AccessDeniedException",
       "the CA that issued client-cert is not the trust anchor's"},
      {kAnywhere, 403, R"({"message":"denied"})", "AccessDeniedException",
       "the profile lists role-arn"},
      {kAnywhere, 404, R"({"message":"no"})", "ResourceNotFoundException",
       "check trust-anchor-arn, profile-arn and role-arn"},
  };
  for (const auto& row : rows) {
    IotRouter f(row.proof);
    std::vector<HttpHeader> headers;
    if (*row.code != '\0') headers.push_back({"x-amzn-ErrorType", row.code});
    f.http.reply(row.status, row.body, headers);
    CHECK_ROW(row.said, f.run({"update"}) == 4);
    CHECK_ROW(row.said, f.http.requests.size() == 1);
    CHECK_ROW(f.terminal.err_text, has(f.terminal.err_text, row.said));
    CHECK_ROW(row.said, std::ranges::count(f.terminal.err_text, '\n') == 1);
    CHECK_ROW(row.said, has(f.recent(), row.said));
  }
}

TEST(certificate_round_outlives_answers_that_are_no_session) {
  const std::string whole = iot_session(1, utc_time(2'000'003'600));
  const std::string rows[] = {"",
                              "{}",
                              "<html>",
                              whole.substr(0, whole.size() / 2),
                              whole + std::string(16 * 1024, ' '),
                              iot_session(1, utc_time(1'999'999'999))};
  for (const auto& row : rows) {
    IotRouter f;
    f.http.reply(200, row);
    CHECK_ROW(row.substr(0, 60), f.run({"update"}) == 3);
    CHECK_ROW(row.substr(0, 60), f.http.requests.size() == 1);
    CHECK_ROW(f.terminal.err_text, has(f.terminal.out_text + f.terminal.err_text, "AWS IoT"));
    CHECK_ROW(row.substr(0, 60), !has(f.terminal.out_text + f.terminal.err_text, "SeCrEt"));
  }
}

// The region of IoT's endpoint is in its name alone.
TEST(certificate_round_names_no_region_that_nobody_gave) {
  IotRouter f;
  for (int i = 0; i < 9; ++i) {
    f.http.answers.push_back(
        fail(Error{Errc::retry, "cannot resolve it; check DNS", ErrorKind::unresolved}));
  }
  CHECK(f.run({"update"}) == 3);
  CHECK_ROW(f.terminal.err_text, has(f.terminal.err_text, "cannot resolve it; check DNS"));
  CHECK_ROW(f.terminal.err_text, !has(f.terminal.err_text, "and that the region"));
}

TEST(certificate_round_tries_a_busy_provider_again) {
  for (const int status : {429, 500, 503}) {
    IotRouter f;
    f.http.reply(status, "");
    f.http.reply(200, iot_session(1, f.clock.time + 1h));
    f.http.reply(200, home("198.51.101.7"));
    CHECK_ROW(to_text(status), f.run({"update"}) == 0);
    CHECK_ROW(to_text(status), f.clock.sleeps.size() == 1);
  }
}

TEST(certificate_out_of_its_dates_is_said_as_that) {
  const struct {
    Seconds from, to;
    const char* said;
    int exit;
    std::size_t requests;
  } rows[] = {{-48h, -24h, "this machine's certificate expired on", 4, 1},
              {24h, 48h, "this machine's certificate is not valid before", 3, 1}};
  for (const char* proof : {kIot, kAnywhere}) {
    for (const auto& row : rows) {
      IotRouter f(proof);
      put_pair(f, row.from, row.to);
      f.http.reply(403, R"({"message":"Access Denied"})");
      CHECK_ROW(row.said, f.run({"update"}) == row.exit);
      CHECK_ROW(row.said, f.http.requests.size() == row.requests);
      CHECK_ROW(row.said, has(f.terminal.out_text + f.terminal.err_text, row.said));
    }
  }
}

// A clock a day behind is what the provider's Date corrects; without an answer nobody knows.
TEST(certificate_not_valid_yet_is_tried_by_a_clock_that_nobody_has_corrected) {
  for (const char* proof : {kIot, kAnywhere}) {
    IotRouter f(proof);
    put_pair(f, 6h, 48h);
    const HttpHeader date{"date", "Thu, 19 May 2033 03:33:20 GMT"};
    const bool is_iot = proof == kIot;
    if (!is_iot) f.http.reply(403, R"({"message":"Access denied"})", {date});
    f.http.reply(is_iot ? 200 : 201,
                 is_iot ? iot_session(1, utc_time(2'000'090'000))
                        : anywhere_session(1, utc_time(2'000'090'000)),
                 {date});
    f.http.reply(200, home("198.51.101.7"), {date});
    CHECK_ROW(proof, f.run({"update"}) == 0);
    IotRouter silent(proof);
    put_pair(silent, 6h, 48h);
    CHECK_ROW(proof, silent.run({"update"}) == 3);
    CHECK_ROW(proof, has(silent.terminal.err_text, "no network"));
  }
}

TEST(certificate_dates_are_judged_by_the_providers_clock) {
  IotRouter f;
  put_pair(f, -48h, 1h);
  // Two hours later than here.
  f.http.reply(403, R"({"message":"Access Denied"})", {{"date", "Wed, 18 May 2033 05:33:20 GMT"}});
  CHECK(f.run({"update"}) == 4);
  CHECK(has(f.terminal.err_text, "this machine's certificate expired on 2033-05-18T04:33:20Z"));
}

// Roles Anywhere does not always say that it was the clock.
TEST(certificate_round_repeats_once_what_was_signed_by_a_wrong_clock) {
  const HttpHeader later{"date", "Wed, 18 May 2033 05:33:20 GMT"};
  for (const char* message : {"Signature expired", "Access denied", "Forbidden", ""}) {
    IotRouter f(kAnywhere);
    f.http.reply(403, compose(R"({{"message":"{}"}})", message), {later});
    f.http.reply(201, anywhere_session(1, f.clock.time + 3h), {later});
    f.http.reply(200, home("198.51.101.7"), {later});
    CHECK_ROW(message, f.run({"update"}) == 0);
    IotRouter refused(kAnywhere);
    for (int i = 0; i < 4; ++i) {
      refused.http.reply(403, R"({"message":"Access denied"})", {later});
    }
    CHECK_ROW(message, refused.run({"update"}) == 4);
    CHECK_ROW(message, refused.http.requests.size() == 2);
  }
}

TEST(certificate_in_1970_asks_nobody) {
  IotRouter f;
  f.clock.time = utc_time(60);
  CHECK(f.run({"update"}) == 3);
  CHECK(f.http.requests.empty());
}

TEST(certificate_commands_say_how_this_machine_proves_itself) {
  IotRouter f;
  CHECK(f.run({"config", "check"}) == 0);
  CHECK(
      has(f.terminal.out_text, "authenticates with its certificate at AWS IoT (role alias wan53)"));
  CHECK(f.run({"config", "show"}) == 0);
  CHECK(has(f.terminal.out_text, "# authenticates with its certificate at AWS IoT"));
  CHECK(f.run({"config", "hosts"}) == 0);
  CHECK(has(f.terminal.out_text, kIotHost));
  CHECK(f.http.requests.empty());
  static_cast<void>(f.files.remove("/etc/wan53/client.key"));
  CHECK(f.run({"config", "check"}) == 2);
  CHECK(has(f.terminal.err_text, "/etc/wan53/client.key"));
}

}  // namespace
}  // namespace wan53
