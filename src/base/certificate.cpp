// SPDX-License-Identifier: MIT
#include "base/certificate.h"

#include <mbedtls/oid.h>
#include <mbedtls/x509_crt.h>

#include <array>
#include <initializer_list>

#include "base/digest.h"
#include "base/key_random.h"
#include "base/pem.h"
#include "base/text.h"

using namespace std::string_view_literals;

namespace wan53 {
namespace {

constexpr std::size_t kMaxSerialBytes = 20;  // RFC 5280, 4.1.2.2
constexpr std::size_t kMaxNameBytes = 64;    // ub-common-name, RFC 5280, appendix A.1

struct Chain {
  Chain() { mbedtls_x509_crt_init(&first); }
  ~Chain() { mbedtls_x509_crt_free(&first); }
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;
  mbedtls_x509_crt first;
};

Failure holds(std::string_view what) {
  return fail(Errc::config, "holds {}; expected certificates in PEM, this machine's own first",
              what);
}

std::string_view text_of(const mbedtls_asn1_buf& bytes) {
  return {reinterpret_cast<const char*>(bytes.p), bytes.len};
}

// Empty if there are certificates alone.
std::string_view wrong_contents(const PemContents& contents) {
  if (contents.cut) return "a PEM block that is cut short";
  const bool mixed = contents.certificates > 0;
  if (contents.private_keys > 0) return mixed ? "the private key, too" : "a private key";
  if (contents.request) return "a certificate request, which no CA has signed yet";
  if (contents.other) return mixed ? "more than certificates" : "no certificate";
  return mixed ? "" : "no PEM";
}

// Long division by ten, byte by byte.
std::string decimal(std::string_view bytes) {
  std::string left(bytes);
  std::string digits;
  std::size_t start = 0;
  do {
    unsigned rest = 0;
    for (std::size_t i = start; i < left.size(); ++i) {
      rest = rest * 256 + static_cast<unsigned char>(left[i]);
      left[i] = static_cast<char>(rest / 10);
      rest %= 10;
    }
    digits.insert(digits.begin(), static_cast<char>('0' + rest));
    while (start < left.size() && left[start] == '\0') ++start;
  } while (start < left.size());
  return digits;
}

UtcTime time_of(const mbedtls_x509_time& t) {
  return calendar_time(t.year, t.mon, t.day, t.hour, t.min, t.sec).value_or(UtcTime());
}

std::string_view common_name_of(const mbedtls_x509_name& subject) {
  for (const mbedtls_x509_name* name = &subject; name != nullptr; name = name->next) {
    if (text_of(name->oid) == MBEDTLS_OID_AT_CN) return text_of(name->val);
  }
  return {};
}

// One element of DER (X.690, 10.1).
std::string element(char tag, std::initializer_list<std::string_view> pieces) {
  std::size_t size = 0;
  for (const auto piece : pieces) size += piece.size();
  std::string der(1, tag);
  if (size > 0xff) {
    der.append("\x82").append(1, static_cast<char>(size >> 8));
  } else if (size > 0x7f) {
    der += '\x81';
  }
  der += static_cast<char>(size);
  for (const auto piece : pieces) der += piece;
  return der;
}

constexpr char kSequence = 0x30;
constexpr char kSet = 0x31;
constexpr char kInteger = 0x02;
constexpr char kBits = 0x03;
constexpr char kUtf8 = 0x0c;

// A Name of one attribute, the common name.
std::string name_der(std::string_view common_name) {
  const std::string attribute =
      element(kSequence, {"\x06\x03" MBEDTLS_OID_AT_CN, element(kUtf8, {common_name})});
  return element(kSequence, {element(kSet, {attribute})});
}

// RFC 5280, 4.1.2.5: of the year only the last two digits until 2049.
std::string time_der(UtcTime time) {
  std::string text = amz_date(time);
  text.erase(8, 1);  // the T
  return text < "2050" ? element(0x17, {std::string_view(text).substr(2)}) : element(0x18, {text});
}

// Signs `body` and wraps it up with its signature, as certificates and requests are.
Result<std::string> signed_pem(std::string_view label, const KeyPair& key, std::string_view body,
                               std::string_view algorithm) {
  TRY_ASSIGN(const std::string signature, key.sign(body));
  return pem_block(label,
                   element(kSequence, {body, algorithm, element(kBits, {"\0"sv, signature})}));
}

// AlgorithmIdentifier: ecdsa-with-SHA256 (RFC 5758) or sha256WithRSAEncryption (RFC 4055).
std::string_view algorithm_of(const KeyPair& key) {
  return key.is_rsa() ? "\x30\x0d\x06\x09" MBEDTLS_OID_PKCS1_SHA256 "\x05\x00"sv
                      : "\x30\x0a\x06\x08" MBEDTLS_OID_ECDSA_SHA256 ""sv;
}

Status check_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes || printable(name) != name) {
    return fail(Errc::bad_input,
                "a certificate's name is '{}'; expected 1 to 64 characters of ASCII",
                printable(name));
  }
  return {};
}

}  // namespace

Result<std::vector<Certificate>> parse_certificates(std::string_view pem) {
  if (const auto what = wrong_contents(pem_contents(pem)); !what.empty()) return holds(what);
  const std::string text(pem);
  Chain chain;
  // mbedTLS wants to see the closing NUL counted.
  const int error = mbedtls_x509_crt_parse(
      &chain.first, reinterpret_cast<const unsigned char*>(text.c_str()), text.size() + 1);
  if (error == MBEDTLS_ERR_X509_ALLOC_FAILED) return fail(Errc::retry, "no memory is free");
  if (error != 0) return holds("a damaged certificate, or one of a kind that wan53 does not know");
  std::vector<Certificate> all;
  for (const mbedtls_x509_crt* each = &chain.first; each != nullptr; each = each->next) {
    std::string_view serial = text_of(each->serial);
    while (serial.starts_with('\0')) serial.remove_prefix(1);
    if (serial.size() > kMaxSerialBytes) {
      return holds("a certificate with a serial number of more than 20 bytes");
    }
    const std::string_view der = text_of(each->raw);
    all.push_back({std::string(der), decimal(serial), std::string(common_name_of(each->subject)),
                   time_of(each->valid_from), time_of(each->valid_to), sha256(der).hex(),
                   public_der(&each->pk)});
  }
  return all;
}

Status check_fit(const KeyPair& key, const Certificate& certificate) {
  if (public_der(key.context()) == certificate.public_der) return {};
  return fail(Errc::config, "the certificate does not belong to the key");
}

Result<std::string> self_signed_certificate(const KeyPair& key, std::string_view common_name,
                                            UtcTime from, UtcTime to) {
  TRY(check_name(common_name));
  std::array<unsigned char, kMaxSerialBytes> serial;
  if (key_random(nullptr, serial.data(), serial.size()) != 0) {
    return fail(Errc::retry, "cannot make a certificate; make /dev/urandom readable for wan53");
  }
  // Positive, and of full length.
  serial[0] = static_cast<unsigned char>((serial[0] & 0x7fU) | 0x40U);
  constexpr std::string_view kVersion3 = "\xa0\x03\x02\x01\x02";
  // Both critical: no CA, and digitalSignature (RFC 5280, 4.2.1.9 and 4.2.1.3).
  constexpr std::string_view kExtensions =
      "\xa3\x20\x30\x1e"
      "\x30\x0c\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x02\x30\x00"
      "\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\xff\x04\x04\x03\x02\x07\x80"sv;
  const std::string name = name_der(common_name);
  const std::string_view algorithm = algorithm_of(key);
  const std::string serial_der =
      element(kInteger, {{reinterpret_cast<const char*>(serial.data()), serial.size()}});
  const std::string body = element(kSequence, {kVersion3, serial_der, algorithm, name,
                                               element(kSequence, {time_der(from), time_der(to)}),
                                               name, public_der(key.context()), kExtensions});
  return signed_pem("CERTIFICATE", key, body, algorithm);
}

Result<std::string> certificate_request(const KeyPair& key, std::string_view common_name) {
  TRY(check_name(common_name));
  const std::string body =
      element(kSequence, {"\x02\x01\x00"sv, name_der(common_name), public_der(key.context()),
                          "\xa0\x00"sv});  // version 1; no attributes
  return signed_pem("CERTIFICATE REQUEST", key, body, algorithm_of(key));
}

}  // namespace wan53
