// SPDX-License-Identifier: MIT
#include "sys/tls_cause.h"

#include <mbedtls/asn1.h>
#include <mbedtls/bignum.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/md.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/pem.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509.h>

#include <cstdint>

#include "base/text.h"

namespace wan53 {
namespace {

// Indices of kCauses.
enum Cause : std::uint8_t {
  no_memory,
  no_random,
  unknown_kind,
  unknown_extension,
  damaged,
  no_agreement,
  not_tls,
  ended,
  forged,
  wrong_use,
  untrusted,
  wrong_name,
  expired,
  not_yet_valid,
  refused,
  wants_ours,
  other,
};

constexpr TlsCause kCauses[] = {
    {"no memory is free", "free memory on this machine", true},
    {"the kernel gives no random numbers", "make /dev/urandom readable for wan53", true},
    {"a certificate's key, curve or signature is of a kind that wan53 does not know",
     "use certificates with RSA, P-256 or P-384 and SHA-256 or longer"},
    {"a certificate has a critical extension that wan53 does not know, such as name constraints",
     "use certificates without it"},
    {"a certificate is damaged or not in X.509", "replace the certificate"},
    {"it serves no such host, or shares no version, cipher or curve with wan53",
     "check the endpoint's host name and port; it must allow TLS 1.2 or 1.3 with ECDHE and AES-GCM"},
    {"its answer is not TLS, or is damaged",
     "check the endpoint's port and scheme, and that no portal answers instead"},
    {"the connection ended", "try again; if it keeps failing, check the internet connection", false,
     true},
    {"a signature or checksum is wrong",
     "try again; if it keeps failing, something on the way changes the data"},
    {"its certificate is not one of a TLS server, or its key is too weak",
     "replace the endpoint's certificate"},
    {"no trusted root has signed it",
     "set ca-file if the endpoint is not AWS's own; else something on the way answers in its place"},
    {"it is another host's", "check the endpoint's host name, and that no portal answers instead"},
    {"it has expired", "check this machine's clock, and then the endpoint's certificate"},
    {"it is not valid yet", "check this machine's clock"},
    {"it does not accept this machine's certificate",
     "check that the certificate is registered and active there, and its dates", false, false,
     true},
    {"it wants a certificate from this machine", "check the endpoint's host name"},
    {"wan53 has no words for the cause",
     "try again; if it keeps failing, check the internet connection"},
};

struct Known {
  std::uint16_t code;
  Cause cause;
};

constexpr Known known(int code, Cause cause) { return {static_cast<std::uint16_t>(-code), cause}; }

// A code is the sum of a module's own (a multiple of 0x80) and, below that, what a module under it
// said. The lower one is asked only if the higher one does not tell.
constexpr Known kKnown[] = {
    known(MBEDTLS_ERR_SSL_ALLOC_FAILED, no_memory),
    known(MBEDTLS_ERR_X509_ALLOC_FAILED, no_memory),
    known(MBEDTLS_ERR_PK_ALLOC_FAILED, no_memory),
    known(MBEDTLS_ERR_PEM_ALLOC_FAILED, no_memory),
    known(MBEDTLS_ERR_ECP_ALLOC_FAILED, no_memory),
    known(MBEDTLS_ERR_MD_ALLOC_FAILED, no_memory),
    known(MBEDTLS_ERR_ASN1_ALLOC_FAILED, no_memory),
    known(MBEDTLS_ERR_MPI_ALLOC_FAILED, no_memory),
    known(MBEDTLS_ERR_SSL_NO_RNG, no_random),
    known(MBEDTLS_ERR_RSA_RNG_FAILED, no_random),
    known(MBEDTLS_ERR_ECP_RANDOM_FAILED, no_random),
    known(MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED, no_random),
    known(MBEDTLS_ERR_CTR_DRBG_FILE_IO_ERROR, no_random),
    known(MBEDTLS_ERR_ENTROPY_SOURCE_FAILED, no_random),
    known(MBEDTLS_ERR_ENTROPY_NO_STRONG_SOURCE, no_random),
    known(MBEDTLS_ERR_ENTROPY_FILE_IO_ERROR, no_random),
    known(MBEDTLS_ERR_ENTROPY_NO_SOURCES_DEFINED, no_random),
    known(MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE, unknown_kind),
    known(MBEDTLS_ERR_X509_UNKNOWN_OID, unknown_kind),
    known(MBEDTLS_ERR_X509_INVALID_ALG, unknown_kind),
    known(MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG, unknown_kind),
    known(MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE, unknown_kind),
    known(MBEDTLS_ERR_PK_UNKNOWN_NAMED_CURVE, unknown_kind),
    known(MBEDTLS_ERR_PK_INVALID_ALG, unknown_kind),
    known(MBEDTLS_ERR_PK_UNKNOWN_PK_ALG, unknown_kind),
    known(MBEDTLS_ERR_ECP_FEATURE_UNAVAILABLE, unknown_kind),
    known(MBEDTLS_ERR_SSL_PK_TYPE_MISMATCH, unknown_kind),
    known(MBEDTLS_ERR_X509_INVALID_EXTENSIONS, unknown_extension),
    known(MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE, no_agreement),
    known(MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION, no_agreement),
    known(MBEDTLS_ERR_SSL_VERSION_MISMATCH, no_agreement),
    known(MBEDTLS_ERR_SSL_UNSUPPORTED_EXTENSION, no_agreement),
    known(MBEDTLS_ERR_SSL_NO_APPLICATION_PROTOCOL, no_agreement),
    known(MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE, no_agreement),
    known(MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE, no_agreement),
    known(MBEDTLS_ERR_SSL_UNRECOGNIZED_NAME, no_agreement),
    known(MBEDTLS_ERR_SSL_INVALID_RECORD, not_tls),
    known(MBEDTLS_ERR_SSL_UNEXPECTED_RECORD, not_tls),
    known(MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, not_tls),
    known(MBEDTLS_ERR_SSL_DECODE_ERROR, not_tls),
    known(MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, not_tls),
    known(MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL, not_tls),
    known(MBEDTLS_ERR_SSL_CONN_EOF, ended),
    known(MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY, ended),
    known(MBEDTLS_ERR_SSL_TIMEOUT, ended),
    known(MBEDTLS_ERR_NET_RECV_FAILED, ended),
    known(MBEDTLS_ERR_NET_SEND_FAILED, ended),
    known(MBEDTLS_ERR_NET_CONN_RESET, ended),
    known(MBEDTLS_ERR_ERROR_GENERIC_ERROR, ended),  // curl's -1: the socket failed
    known(MBEDTLS_ERR_SSL_INVALID_MAC, forged),
    known(MBEDTLS_ERR_RSA_VERIFY_FAILED, forged),
    known(MBEDTLS_ERR_RSA_INVALID_PADDING, forged),
    known(MBEDTLS_ERR_ECP_VERIFY_FAILED, forged),
    known(MBEDTLS_ERR_X509_SIG_MISMATCH, forged),
    known(MBEDTLS_ERR_SSL_BAD_CERTIFICATE, wrong_use),
    known(MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, untrusted),
    known(MBEDTLS_ERR_SSL_CA_CHAIN_REQUIRED, untrusted),
};

// RFC 8446, 6.2. toolchain/libs.mk puts them below MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE.
std::optional<Cause> cause_of_alert(unsigned alert, bool shown) {
  if (alert == MBEDTLS_SSL_ALERT_MSG_CERT_REQUIRED) return wants_ours;
  const bool blames_certificate = alert >= MBEDTLS_SSL_ALERT_MSG_BAD_CERT &&
                                  alert <= MBEDTLS_SSL_ALERT_MSG_ACCESS_DENIED &&
                                  alert != MBEDTLS_SSL_ALERT_MSG_ILLEGAL_PARAMETER;
  // decrypt_error: our signature does not fit the certificate.
  if (shown && (blames_certificate || alert == MBEDTLS_SSL_ALERT_MSG_DECRYPT_ERROR)) return refused;
  return std::nullopt;
}

std::optional<Cause> find(unsigned code) {
  for (const Known& each : kKnown) {
    if (code != 0 && each.code == code) return each.cause;
  }
  return std::nullopt;
}

// PEM, X.509, keys and RSA; see mbedtls/error.h.
bool is_of_certificates(unsigned code) { return code >= 0x1000 && code < 0x5000; }

}  // namespace

TlsCause cause_of_tls_error(unsigned code, bool shown) {
  constexpr unsigned kLower = 0x7f;
  std::optional<Cause> cause;
  if ((code & ~kLower) == -MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE)
    cause = cause_of_alert(code & kLower, shown);
  if (!cause) cause = find(code & ~kLower);
  if (!cause) cause = find(code & kLower);
  return kCauses[cause.value_or(is_of_certificates(code) ? damaged : other)];
}

TlsCause cause_of_bad_certificate(unsigned flags) {
  constexpr struct {
    unsigned flags;
    Cause cause;
  } kGravest[] = {
      {MBEDTLS_X509_BADCERT_NOT_TRUSTED | MBEDTLS_X509_BADCERT_MISSING, untrusted},
      {MBEDTLS_X509_BADCERT_CN_MISMATCH, wrong_name},
      {MBEDTLS_X509_BADCERT_FUTURE, not_yet_valid},
      {MBEDTLS_X509_BADCERT_EXPIRED, expired},
  };
  for (const auto& each : kGravest) {
    if ((flags & each.flags) != 0) return kCauses[each.cause];
  }
  return kCauses[wrong_use];
}

std::optional<TlsCause> read_tls_cause(std::string_view libcurl_text, bool shown) {
  const bool is_flags = libcurl_text.find("certificate verification error") != libcurl_text.npos;
  const std::string_view before = is_flags ? "0x" : "-0x";
  const std::size_t at = libcurl_text.find(before);
  if (at == libcurl_text.npos) return std::nullopt;
  unsigned number = 0;
  for (const char c : libcurl_text.substr(at + before.size())) {
    const int digit = hex_value(c);
    if (digit < 0) break;
    number = number * 16 + static_cast<unsigned>(digit);
  }
  return is_flags ? cause_of_bad_certificate(number) : cause_of_tls_error(number, shown);
}

}  // namespace wan53
