// SPDX-License-Identifier: MIT
#include "base/key_random.h"

#include <mbedtls/entropy.h>
#include <psa/crypto.h>

namespace wan53 {

int key_random(void*, unsigned char* to, std::size_t size) {
  // libcurl ends PSA together with its last client. To start what runs does nothing.
  const bool done =
      psa_crypto_init() == PSA_SUCCESS && psa_generate_random(to, size) == PSA_SUCCESS;
  return done ? 0 : MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
}

}  // namespace wan53
