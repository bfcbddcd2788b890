// SPDX-License-Identifier: MIT
#include "base/key_pair.h"

#include <mbedtls/ecp.h>
#include <mbedtls/pk.h>

#include <array>
#include <cstring>

#include "base/digest.h"
#include "base/key_random.h"
#include "base/pem.h"

namespace wan53 {
namespace {

constexpr std::size_t kScalarBytes = 32;  // P-256
constexpr std::size_t kPointBytes = 65;   // not compressed
constexpr std::size_t kLeastRsaBits = 2048;
constexpr std::size_t kMostRsaBits = 4096;

Failure no_random() {
  return fail(Errc::retry,
              "cannot make or use a key; free memory, and make /dev/urandom readable for wan53");
}

Failure holds(std::string_view what) {
  return fail(Errc::config, "holds {}; expected one private key in PEM, not encrypted", what);
}

// Empty if it is a single private key.
std::string_view wrong_contents(const PemContents& contents) {
  if (contents.cut) return "a PEM block that is cut short";
  if (contents.encrypted) return "an encrypted key";
  if (contents.private_keys > 1) return "more than one private key";
  const bool mixed = contents.private_keys == 1;
  if (contents.certificates > 0) return mixed ? "a certificate, too" : "a certificate";
  if (contents.request) return mixed ? "a certificate request, too" : "a certificate request";
  if (contents.other) return mixed ? "more than a private key" : "no private key";
  return mixed ? "" : "no PEM";
}

// ECPrivateKey of RFC 5915 with the curve's name and the public key, which for P-256 differs in the
// numbers alone.
Secret ec_pem(const mbedtls_ecp_keypair& key) {
  constexpr std::string_view kBefore("\x30\x77\x02\x01\x01\x04\x20", 7);
  constexpr std::string_view kBetween(
      "\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\xa1\x44\x03\x42\x00", 17);
  std::array<unsigned char, kBefore.size() + kScalarBytes + kBetween.size() + kPointBytes> der;
  unsigned char* at = der.data();
  std::size_t size = 0;
  const auto put = [&](std::string_view bytes) {
    std::memcpy(at, bytes.data(), bytes.size());
    at += bytes.size();
  };
  put(kBefore);
  // Numbers and buffers are those of the curve, so neither can fail.
  (void)mbedtls_ecp_write_key_ext(&key, &size, at, kScalarBytes);
  at += kScalarBytes;
  put(kBetween);
  (void)mbedtls_ecp_point_write_binary(&key.MBEDTLS_PRIVATE(grp), &key.MBEDTLS_PRIVATE(Q),
                                       MBEDTLS_ECP_PF_UNCOMPRESSED, &size, at, kPointBytes);
  std::string text =
      pem_block("EC PRIVATE KEY", {reinterpret_cast<const char*>(der.data()), der.size()});
  wipe(der.data(), der.size());
  const Secret pem(text);
  wipe(text);
  return pem;
}

}  // namespace

void KeyPair::Free::operator()(mbedtls_pk_context* key) const {
  mbedtls_pk_free(key);
  delete key;
}

KeyPair::KeyPair() : key_(new mbedtls_pk_context) { mbedtls_pk_init(key_.get()); }

Result<KeyPair> KeyPair::make() {
  KeyPair pair;
  mbedtls_pk_context* key = pair.context();
  if (mbedtls_pk_setup(key, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)) != 0 ||
      mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(*key), key_random, nullptr) !=
          0) {
    return no_random();
  }
  pair.pem_ = ec_pem(*mbedtls_pk_ec(*key));
  return pair;
}

Result<KeyPair> KeyPair::parse(const Secret& pem) {
  const std::string_view text = pem.reveal();
  if (const auto what = wrong_contents(pem_contents(text)); !what.empty()) return holds(what);
  KeyPair pair;
  pair.pem_ = pem;
  mbedtls_pk_context* key = pair.context();
  // A Secret ends in a NUL, which mbedTLS wants to see counted.
  const int error = mbedtls_pk_parse_key(key, reinterpret_cast<const unsigned char*>(text.data()),
                                         text.size() + 1, nullptr, 0, key_random, nullptr);
  if (error == MBEDTLS_ERR_PK_ALLOC_FAILED) return no_random();
  if (error == MBEDTLS_ERR_PK_UNKNOWN_NAMED_CURVE)
    return holds("a key of another curve than P-256");
  if (error != 0) return holds("a damaged key, or one that is neither EC P-256 nor RSA");
  if (pair.is_rsa()) {
    const std::size_t bits = mbedtls_pk_get_bitlen(key);
    if (bits < kLeastRsaBits) return holds("an RSA key under 2048 bits");
    if (bits > kMostRsaBits) return holds("an RSA key over 4096 bits");
  } else if (mbedtls_pk_ec(*key)->MBEDTLS_PRIVATE(grp).id != MBEDTLS_ECP_DP_SECP256R1) {
    return holds("a key of another curve than P-256");
  } else if (mbedtls_ecp_keypair_calc_public(mbedtls_pk_ec(*key), key_random, nullptr) != 0) {
    return no_random();
  }
  return pair;
}

bool KeyPair::is_rsa() const { return mbedtls_pk_get_type(context()) == MBEDTLS_PK_RSA; }

Result<std::string> KeyPair::sign(std::string_view text) const {
  const Digest digest = sha256(text);
  std::string signature(MBEDTLS_PK_SIGNATURE_MAX_SIZE, '\0');
  std::size_t size = 0;
  if (mbedtls_pk_sign(context(), MBEDTLS_MD_SHA256, digest.bytes.data(), digest.bytes.size(),
                      reinterpret_cast<unsigned char*>(signature.data()), signature.size(), &size,
                      key_random, nullptr) != 0) {
    return no_random();
  }
  signature.resize(size);
  return signature;
}

std::string public_der(const mbedtls_pk_context* key) {
  std::array<unsigned char, MBEDTLS_PK_SIGNATURE_MAX_SIZE + 64> der;
  const int size = mbedtls_pk_write_pubkey_der(key, der.data(), der.size());
  if (size <= 0) return {};
  return {reinterpret_cast<const char*>(der.data() + der.size()) - size,
          static_cast<std::size_t>(size)};
}

}  // namespace wan53
