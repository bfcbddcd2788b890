// SPDX-License-Identifier: MIT
// SHA-256 (FIPS 180-4) and HMAC-SHA256 (RFC 2104), computed by mbedTLS.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

namespace wan53 {

struct Digest {
  std::array<unsigned char, 32> bytes{};

  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::string hex() const;
};

// Hashes the pieces as if they were one text.
Digest sha256(std::initializer_list<std::string_view> pieces);
inline Digest sha256(std::string_view text) { return sha256({text}); }

// `key` may have any length. Values derived from it are wiped before returning.
Digest hmac_sha256(std::string_view key, std::string_view message);

}  // namespace wan53
