// SPDX-License-Identifier: MIT
// PEM (RFC 7468): what a text holds, told by its labels; and blocks of our own.
#pragma once

#include <string>
#include <string_view>

namespace wan53 {

struct PemContents {
  unsigned private_keys = 0;
  unsigned certificates = 0;
  bool encrypted = false;  // one of the private keys is
  bool request = false;    // it holds a certificate signing request
  bool other = false;      // it holds a block of another kind, such as a public key
  bool cut = false;        // the last block has no end
};
PemContents pem_contents(std::string_view text);

// One block. `label` is such as "CERTIFICATE". No copy of it stays in memory.
std::string pem_block(std::string_view label, std::string_view der);

// With its padding, in one line (RFC 4648, 4).
void append_base64(std::string& to, std::string_view bytes);

}  // namespace wan53
