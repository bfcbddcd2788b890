// SPDX-License-Identifier: MIT
#include "base/signature.h"

#include <mbedtls/pk.h>
#include <psa/crypto.h>

#include <string>

#include "base/digest.h"

namespace wan53 {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

struct PublicKey {
  PublicKey() { mbedtls_pk_init(&context); }
  ~PublicKey() { mbedtls_pk_free(&context); }
  PublicKey(const PublicKey&) = delete;
  PublicKey& operator=(const PublicKey&) = delete;
  mbedtls_pk_context context;
};

}  // namespace

Status check_signature(std::string_view public_key, std::string_view text,
                       std::string_view signature) {
  // mbedTLS requires the size of PEM to include the NUL.
  const std::string pem(public_key);
  PublicKey key;
  if (psa_crypto_init() != PSA_SUCCESS ||
      mbedtls_pk_parse_public_key(&key.context, bytes_of(pem), pem.size() + 1) != 0 ||
      mbedtls_pk_can_do(&key.context, MBEDTLS_PK_ECDSA) == 0) {
    return fail(Errc::config, "no public key; expected PEM of an elliptic-curve key");
  }
  const Digest digest = sha256(text);
  if (mbedtls_pk_verify(&key.context, MBEDTLS_MD_SHA256, digest.bytes.data(), digest.bytes.size(),
                        bytes_of(signature), signature.size()) != 0) {
    return fail(Errc::user, "not signed by that key; download it again, and do not use it");
  }
  return {};
}

}  // namespace wan53
