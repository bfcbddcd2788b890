// SPDX-License-Identifier: MIT
// A release's signature: ECDSA over SHA-256, DER, as `openssl dgst -sha256 -sign` writes it,
// checked by mbedTLS.
#pragma once

#include <string_view>

#include "base/result.h"

namespace wan53 {

// `public_key` is PEM. Errc::config if it is not an elliptic-curve key, Errc::user if `signature`
// is not that key's signature of `text`.
Status check_signature(std::string_view public_key, std::string_view text,
                       std::string_view signature);

}  // namespace wan53
