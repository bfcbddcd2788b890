// SPDX-License-Identifier: MIT
#include "sys/curl_error.h"

#include <stdio.h>

#include <algorithm>

#include "../unit/test.h"
#include "base/compose.h"

namespace wan53 {
namespace {

// True if no number is left but those that mean something to a person.
bool is_in_words(std::string text) {
  for (const std::string_view known : {"TLS 1.2 or 1.3", "HTTP/1.1", "AWS_ENDPOINT_URL", "256 KiB",
                                       "P-256", "P-384", "SHA-256", "X.509", "wan53"}) {
    for (std::size_t at = text.find(known); at != text.npos; at = text.find(known)) {
      text.erase(at, known.size());
    }
  }
  return std::ranges::none_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// libcurl's text around a number of mbedTLS's.
std::string numbered(std::string_view before, unsigned number) {
  char digits[20];
  snprintf(digits, sizeof digits, "0x%04X) ", number);
  return compose("{}{}", before, digits);
}

TEST(curl_error_has_words_and_advice_for_every_code_of_libcurl) {
  for (int code = 1; code < CURL_LAST; ++code) {
    const Error error = transport_error(static_cast<CURLcode>(code), "api.example", "", true);
    const std::size_t advice = error.what.find("; ");
    CHECK_ROW(error.what, advice != error.what.npos && advice + 10 < error.what.size());
    CHECK_ROW(error.what, error.what.find("api.example") < advice);
    CHECK_ROW(error.what, is_in_words(error.what));
    CHECK_ROW(error.what, error.code == Errc::retry || error.code == Errc::config);
  }
}

TEST(curl_error_has_words_for_every_number_of_mbedtls) {
  constexpr struct {
    CURLcode code;
    const char* before;
    unsigned last;
  } kTexts[] = {
      {CURLE_SSL_CONNECT_ERROR, "ssl_handshake returned: (-", 0x7fff},
      {CURLE_SSL_CERTPROBLEM, "mbedTLS: error importing CA cert blob: (-", 0x7fff},
      {CURLE_RECV_ERROR, "ssl_read returned: (-", 0x7fff},
      {CURLE_PEER_FAILED_VERIFICATION, "mbedTLS: certificate verification error ", 0xfffff},
  };
  for (const auto& text : kTexts) {
    for (unsigned number = 1; number <= text.last; ++number) {
      const Error error =
          transport_error(text.code, "api.example", numbered(text.before, number), true);
      CHECK_ROW(error.what, error.what.find(" (") != error.what.npos);
      CHECK_ROW(numbered(text.before, number), is_in_words(error.what));
    }
  }
}

TEST(curl_error_names_the_cause_and_what_helps) {
  constexpr const char* kCa = "mbedTLS: error importing CA cert blob: (-";
  constexpr const char* kHandshake = "ssl_handshake returned: (-";
  constexpr const char* kFlags = "mbedTLS: certificate verification error ";
  const struct {
    CURLcode code;
    std::string detail;
    Errc next;
    const char* cause;
    const char* advice;
  } rows[] = {
      {CURLE_TOO_LARGE, "", Errc::retry, "larger than 256 KiB", "right service"},
      {CURLE_OUT_OF_MEMORY, "", Errc::retry, "no memory is free", "free memory"},
      {CURLE_COULDNT_RESOLVE_HOST, "", Errc::retry, "cannot resolve", "DNS"},
      {CURLE_BAD_CONTENT_ENCODING, "", Errc::retry, "HTTP/1.1", "host, port"},
      // MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED, alone and under another module's code.
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x0034), Errc::retry, "random numbers",
       "/dev/urandom"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x4d34), Errc::retry, "random numbers",
       "/dev/urandom"},
      {CURLE_SSL_CERTPROBLEM, numbered(kCa, 0x2880), Errc::retry, "no memory is free",
       "; free memory"},
      // Unknown curve, under X.509's code or not.
      {CURLE_SSL_CERTPROBLEM, numbered(kCa, 0x3a00), Errc::config, "kind that wan53 does not know",
       "in ca-file or AWS_CA_BUNDLE, use certificates with RSA, P-256"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x3a00), Errc::retry,
       "kind that wan53 does not know", "; use certificates with RSA, P-256"},
      {CURLE_SSL_CERTPROBLEM, numbered(kCa, 0x2562), Errc::config, "critical extension",
       "in ca-file or AWS_CA_BUNDLE, use certificates without it"},
      {CURLE_SSL_CERTPROBLEM, numbered(kCa, 0x1100), Errc::config, "damaged",
       "in ca-file or AWS_CA_BUNDLE, replace"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x212e), Errc::retry, "kind that wan53",
       "RSA"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x7200), Errc::retry, "not TLS", "port"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x7780), Errc::retry, "shares no version",
       "host name"},
      // Alerts: in TLS 1.2's handshake, and where TLS 1.3 reads the reply.
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x7780 + 40), Errc::retry, "shares no version",
       "host name"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x7780 + 42), Errc::user,
       "api.example by IPv4 refuses the connection (it does not accept this machine's certificate)",
       "registered and active"},
      {CURLE_RECV_ERROR, numbered("ssl_read returned: (-", 0x7780 + 48), Errc::user,
       "does not accept this machine's certificate", "registered and active"},
      {CURLE_RECV_ERROR, numbered("ssl_read returned: (-", 0x7780 + 49), Errc::user,
       "does not accept this machine's certificate", "registered and active"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x7780 + 51), Errc::user,
       "does not accept this machine's certificate", "registered and active"},
      {CURLE_RECV_ERROR, numbered("ssl_read returned: (-", 0x7780 + 116), Errc::retry,
       "wants a certificate from this machine", "host name"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x7780 + 47), Errc::retry, "shares no version",
       "host name"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x7780 + 112), Errc::retry,
       "serves no such host", "host name"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x0001), Errc::retry, "the connection ended",
       "try again"},
      // It hung up in the handshake: EOF, a reset, an alert; libcurl or the kernel may say so
      // first.
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x7280), Errc::retry,
       "api.example by IPv4 hung up in the TLS handshake (the connection ended)", "try again"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x7880), Errc::retry,
       "hung up in the TLS handshake", "internet connection"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x0050), Errc::retry,
       "hung up in the TLS handshake", "internet connection"},
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x004c), Errc::retry,
       "hung up in the TLS handshake", "internet connection"},
      {CURLE_SSL_CONNECT_ERROR, "Recv failure: Connection reset by peer", Errc::retry,
       "hung up in the TLS handshake (Recv failure: Connection reset by peer)", "try again"},
      {CURLE_SSL_CONNECT_ERROR, "Send failure: Broken pipe", Errc::retry,
       "hung up in the TLS handshake (Send failure: Broken pipe)", "internet connection"},
      {CURLE_RECV_ERROR, "Recv failure: Connection reset by peer", Errc::retry,
       "broke before the whole reply", "try again"},
      // MBEDTLS_ERR_SSL_INTERNAL_ERROR: nothing that restarting this machine would mend.
      {CURLE_SSL_CONNECT_ERROR, numbered(kHandshake, 0x6c00), Errc::retry, "no words for the cause",
       "try again; if it keeps failing, check the internet"},
      {CURLE_RECV_ERROR, "ssl_read returned: (-0x7180) ", Errc::retry, "checksum is wrong",
       "on the way"},
      {CURLE_PEER_FAILED_VERIFICATION, numbered(kFlags, 0x01), Errc::retry, "it has expired",
       "clock"},
      {CURLE_PEER_FAILED_VERIFICATION, numbered(kFlags, 0x200), Errc::retry, "not valid yet",
       "clock"},
      {CURLE_PEER_FAILED_VERIFICATION, numbered(kFlags, 0x08), Errc::retry, "no trusted root",
       "set ca-file"},
      {CURLE_PEER_FAILED_VERIFICATION, numbered(kFlags, 0x09), Errc::retry, "no trusted root",
       "set ca-file"},
      {CURLE_PEER_FAILED_VERIFICATION, numbered(kFlags, 0x205), Errc::retry, "another host's",
       "host name"},
      {CURLE_PEER_FAILED_VERIFICATION, numbered(kFlags, 0x10000), Errc::retry, "too weak",
       "replace"},
      // A number that is no error's is left as it is.
      {CURLE_RECV_ERROR, "chunk hex-length char not a hex digit: 0x7a", Errc::retry, "hex digit",
       "try again"},
  };
  for (const auto& row : rows) {
    const Error error = transport_error(row.code, "api.example by IPv4", row.detail, true);
    CHECK_ROW(error.what, error.code == row.next);
    CHECK_ROW(error.what, error.what.find(row.cause) != error.what.npos);
    CHECK_ROW(error.what, error.what.find(row.advice) != error.what.npos);
    CHECK_ROW(error.what,
              (error.kind == ErrorKind::unresolved) == (row.code == CURLE_COULDNT_RESOLVE_HOST));
    const bool is_date = std::string_view(row.advice) == "clock";
    CHECK_ROW(error.what, (error.what.find("clock") != error.what.npos) == is_date);
  }
}

// An alert is not authenticated: whoever sits on the way can send one for any host.
TEST(curl_error_blames_no_certificate_that_was_not_shown) {
  for (const CURLcode code : {CURLE_SSL_CONNECT_ERROR, CURLE_RECV_ERROR}) {
    for (unsigned alert = 0; alert < 128; ++alert) {
      const std::string detail = numbered("ssl_handshake returned: (-", 0x7780 + alert);
      const Error error = transport_error(code, "api.example", detail, false);
      CHECK_ROW(error.what, error.code == Errc::retry);
      CHECK_ROW(error.what, error.what.find("this machine's certificate") == error.what.npos);
      const bool wants_one = error.what.find("wants a certificate") != error.what.npos;
      CHECK_ROW(error.what, wants_one == (alert == 116));
    }
  }
}

}  // namespace
}  // namespace wan53
