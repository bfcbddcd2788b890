// SPDX-License-Identifier: MIT
#include "base/digest.h"

#include <mbedtls/md.h>
#include <mbedtls/sha256.h>

#include "base/text.h"

namespace wan53 {

std::string Digest::hex() const { return wan53::hex(view()); }

// mbedTLS's software SHA-256, which we configure, cannot fail, so its results are ignored.
Digest sha256(std::initializer_list<std::string_view> pieces) {
  mbedtls_sha256_context context;
  mbedtls_sha256_init(&context);
  (void)mbedtls_sha256_starts(&context, 0);
  for (const auto piece : pieces) {
    (void)mbedtls_sha256_update(&context, reinterpret_cast<const unsigned char*>(piece.data()),
                                piece.size());
  }
  Digest digest;
  (void)mbedtls_sha256_finish(&context, digest.bytes.data());
  mbedtls_sha256_free(&context);
  return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view message) {
  Digest digest;
  const int error = mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256),
                                    reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                                    reinterpret_cast<const unsigned char*>(message.data()),
                                    message.size(), digest.bytes.data());
  if (error != 0) __builtin_trap();  // out of memory; never send a signature of zeros
  return digest;
}

}  // namespace wan53
