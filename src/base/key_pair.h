// SPDX-License-Identifier: MIT
// This machine's own key pair, which proves to a service who it is: EC P-256, or RSA if a person
// brings one. On mbedTLS; no files.
//
// The private half is wiped when the object ends.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

struct mbedtls_pk_context;

namespace wan53 {

class KeyPair {
 public:
  // A new one, EC P-256, from the kernel's random numbers (/dev/urandom). Errc::retry if there are
  // none, or no memory.
  static Result<KeyPair> make();
  // `pem` holds one private key, PKCS#8 or the older forms ("EC PRIVATE KEY", "RSA PRIVATE KEY"),
  // not encrypted: P-256, or RSA of 2,048 to 4,096 bits. Errc::config says what it holds instead,
  // as what follows a file's name: "holds an encrypted key; …".
  static Result<KeyPair> parse(const Secret& pem);

  // The text that it was parsed from; of a new one "EC PRIVATE KEY" (RFC 5915).
  const Secret& pem() const { return pem_; }
  bool is_rsa() const;
  // The signature of SHA-256 of `text`: ECDSA in DER (RFC 3279, 2.2.3), or RSA PKCS#1 v1.5.
  // Errc::retry if there are no random numbers or no memory.
  Result<std::string> sign(std::string_view text) const;
  // For the TLS client, which signs the handshake with it; lives as long as this.
  mbedtls_pk_context* context() const { return key_.get(); }

 private:
  struct Free {
    void operator()(mbedtls_pk_context* key) const;
  };
  KeyPair();

  std::unique_ptr<mbedtls_pk_context, Free> key_;
  Secret pem_;
};

// The public half of any key: SubjectPublicKeyInfo (RFC 5280, 4.1) in DER, equal for equal keys.
// Empty if memory runs out.
std::string public_der(const mbedtls_pk_context* key);

}  // namespace wan53
