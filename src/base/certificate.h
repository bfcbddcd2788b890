// SPDX-License-Identifier: MIT
// X.509 certificates (RFC 5280) of this machine: what they say, and new ones. On mbedTLS; no files, no
// clock.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/key_pair.h"
#include "base/utc.h"

namespace wan53 {

struct Certificate {
  std::string der;
  std::string serial_decimal;  // not negative, at most 20 bytes: 49 digits
  std::string common_name;     // of its subject, as it stands there: not printable; may be empty
  UtcTime not_before;
  UtcTime not_after;               // 23:59:59 of 31 December 9999 if it has no end
  std::string sha256_fingerprint;  // 64 hex digits; AWS IoT's certificateId
  std::string public_der;          // its key, as KeyPair::public_der
};

// All certificates of a PEM text in their order: this machine's own, then those that lead to its CA.
// At least one; at most 64 KiB. Errc::config says what the text holds instead, as what follows a file's
// name: "holds the private key, too; …".
Result<std::vector<Certificate>> parse_certificates(std::string_view pem);

// Errc::config if `certificate` is of another key.
Status check_fit(const KeyPair& key, const Certificate& certificate);

// A certificate for `key` signed by itself (v3, ECDSA or RSA with SHA-256): random serial of 20 bytes,
// no CA, digitalSignature and clientAuth. In PEM. `common_name` is 1 to 64 printable ASCII characters,
// else Errc::bad_input; `from` < `to`, both before 2050. Errc::retry if there are no random numbers or
// no memory.
Result<std::string> self_signed_certificate(const KeyPair& key, std::string_view common_name,
                                            UtcTime from, UtcTime to);
// A certificate signing request (RFC 2986) for a CA, in PEM. As above.
Result<std::string> certificate_request(const KeyPair& key, std::string_view common_name);

}  // namespace wan53
