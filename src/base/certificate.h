// SPDX-License-Identifier: MIT
// X.509 certificates (RFC 5280) of this machine: what they say, and new ones. On mbedTLS; no files,
// no clock.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/key_pair.h"
#include "base/utc.h"

namespace wan53 {

struct Certificate {
  std::string der;
  std::string serial_decimal;  // of at most 20 bytes: 49 digits; never negative
  std::string common_name;     // of its subject, as it stands there: not printable; may be empty
  UtcTime not_before;          // the beginning of 1970 if it is earlier
  UtcTime not_after;           // the end of the year 9999 if it has none
  std::string sha256_fingerprint;  // 64 hex digits; AWS IoT's certificateId
  std::string public_der;          // of its key (base/key_pair.h)
};

// All certificates of a PEM text in their order: this machine's own, then those that lead to its
// CA. At least one. Errc::config says what the text holds instead, as what follows a file's name:
// "holds the private key, too; …".
Result<std::vector<Certificate>> parse_certificates(std::string_view pem);

// Errc::config if `certificate` is of another key.
Status check_fit(const KeyPair& key, const Certificate& certificate);

// A certificate for `key` signed by itself (v3, ECDSA or RSA with SHA-256): random serial of 20
// bytes, no CA, digitalSignature; in PEM. `common_name` is 1 to 64 printable ASCII characters, else
// Errc::bad_input. Errc::retry if there are no random numbers or no memory.
Result<std::string> self_signed_certificate(const KeyPair& key, std::string_view common_name,
                                            UtcTime from, UtcTime to);
// A certificate signing request (RFC 2986) for a CA, in PEM. As above.
Result<std::string> certificate_request(const KeyPair& key, std::string_view common_name);

}  // namespace wan53
