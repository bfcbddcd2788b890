// SPDX-License-Identifier: MIT
// A release's signature: ECDSA over SHA-256, DER, as `openssl dgst -sha256 -sign` writes it,
// checked by mbedTLS.
#pragma once

#include <string_view>

#include "base/result.h"

namespace wan53 {

// `public_key` is PEM. Errc::config when it is no elliptic-curve key, Errc::user when `signature`
// is not that key's over `text`.
Status check_signature(std::string_view public_key, std::string_view text,
                       std::string_view signature);

}  // namespace wan53
