// SPDX-License-Identifier: MIT
// The clock of certificates: mbedTLS's own verdict on one of another time, and a TLS server's
// certificate as libcurl sees it.
#include "sys/tls_clock.h"

#include <mbedtls/x509_crt.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "../unit/test.h"
#include "base/text.h"
#include "scratch.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/http_curl.h"
#include "sys/processes.h"

namespace wan53 {
namespace {

// Self-signed, valid from 2060-01-01 to 2080-01-01.
constexpr char kOfTheFuture[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBMDCB1qADAgECAgEBMAoGCCqGSM49BAMCMBUxEzARBgNVBAMMCndhbjUzLnRl\n"
    "c3QwIhgPMjA2MDAxMDEwMDAwMDBaGA8yMDgwMDEwMTAwMDAwMFowFTETMBEGA1UE\n"
    "AwwKd2FuNTMudGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNRZqYwlVrZH\n"
    "TBmE/PFhc9FPTE46lSVGxdPxDzdKYeWlg/+SP9/FV9Cb5lZloxNn6bWgRP3T0EWY\n"
    "gzVYDwsAyO6jEzARMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIh\n"
    "ALAGcp7T+32L6XEkLuqYypOGReriYi7XAaU9DqjEPU3rAiEA8IDmBg5lG6lLMkzH\n"
    "HXwwd/5LnH6DCi4rgoy15+rnfK8=\n"
    "-----END CERTIFICATE-----\n";

constexpr std::int64_t kYearS = 31'556'952;
constexpr std::int64_t kYear2070 = 3'155'760'000;

std::uint32_t verdict(std::int64_t offset_s) {
  mbedtls_x509_crt certificate;
  mbedtls_x509_crt_init(&certificate);
  std::uint32_t flags = UINT32_MAX;
  if (mbedtls_x509_crt_parse(&certificate, reinterpret_cast<const unsigned char*>(kOfTheFuture),
                             sizeof kOfTheFuture) == 0) {
    set_tls_clock_offset(Seconds(offset_s));
    mbedtls_x509_crt_verify(&certificate, &certificate, nullptr, nullptr, &flags, nullptr, nullptr);
    set_tls_clock_offset(0s);
  }
  mbedtls_x509_crt_free(&certificate);
  return flags;
}

TEST(tls_clock_judges_dates) {
  const std::int64_t to_2070 = kYear2070 - time(nullptr);
  CHECK(verdict(0) == MBEDTLS_X509_BADCERT_FUTURE);
  CHECK(verdict(to_2070) == 0);
  CHECK(verdict(to_2070 - 11 * kYearS) == MBEDTLS_X509_BADCERT_FUTURE);
  CHECK(verdict(to_2070 + 11 * kYearS) == MBEDTLS_X509_BADCERT_EXPIRED);
  CHECK(verdict(0) == MBEDTLS_X509_BADCERT_FUTURE);
}

// `openssl s_server` with a certificate that is valid for 30 days from now.
void serve_tls(void* context) {
  const auto& folder = *static_cast<const test::Scratch*>(context);
  if (chdir((folder / "").c_str()) != 0) _exit(1);
  execlp(
      "sh", "sh", "-c",
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -days 30 "
      "-subj /CN=wan53.test -addext subjectAltName=IP:127.0.0.1 -out new 2>openssl.log && "
      "mv new certificate && "
      "exec openssl s_server -accept 127.0.0.1:0 -cert certificate -key key -www >said 2>&1",
      nullptr);
  _exit(1);
}

std::string text_of(const std::string& path) {
  const auto file = SystemFiles().read(path, 100'000);
  return file && *file ? (*file)->text : "";
}

// The port in "ACCEPT 127.0.0.1:PORT", once the server says so.
std::string wait_for_port(const std::string& said) {
  for (int i = 0; i < 2000; ++i) {
    const std::string text = text_of(said);
    const std::string_view before = "ACCEPT 127.0.0.1:";
    const auto at = text.find(before);
    const auto end = text.find('\n', at == text.npos ? 0 : at);
    if (at != text.npos && end != text.npos) {
      return text.substr(at + before.size(), end - at - before.size());
    }
    SystemClock().sleep(10ms);
  }
  return "";
}

TEST(http_judges_certificates_by_the_clock_it_is_given) {
  if (!SystemProcesses().exists("openssl")) {
    printf("skipped: there is no openssl\n");
    return;
  }
  const test::Scratch folder;
  const test::Child server(serve_tls, const_cast<test::Scratch*>(&folder));
  const std::string url = "https://127.0.0.1:" + wait_for_port(folder / "said") + "/";
  const std::string pem = text_of(folder / "certificate");
  const auto outcome = [&](std::int64_t offset_s) {
    HttpCurl http({.trust = {pem, Seconds(offset_s)},
                   .user_agent = "wan53/test",
                   .connect_timeout = 20'000ms,
                   .total_timeout = 20'000ms});
    const auto reply = http.send({"GET", url, {}, ""});
    return reply ? to_text(reply->status) : reply.error().what;
  };
  const std::string distrust = "cannot trust the certificate of 127.0.0.1:";
  CHECK_TEXT(outcome(0), "200");
  CHECK(outcome(-kYearS).starts_with(distrust));
  CHECK(outcome(kYearS).starts_with(distrust));
  CHECK_TEXT(outcome(29 * 86'400), "200");
}

}  // namespace
}  // namespace wan53
