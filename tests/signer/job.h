// SPDX-License-Identifier: MIT
// One line of the signer's input, read strictly: see README.md for its members.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/sigv4.h"
#include "base/json.h"
#include "base/result.h"

namespace wan53 {

struct SignerJob {
  enum class Mode : std::uint8_t { header, query, x509 };
  Mode mode = Mode::header;
  std::string method, path, query, body;
  std::vector<HttpHeader> headers;
  Credentials credentials;   // not for x509
  std::string certificates;  // PEM, for x509
  Secret key;                // PEM, for x509
  std::string region, service;
  UtcTime time;
  std::string payload_hash;
  SigningOptions options;  // its payload_hash is set from the one above before signing
};

// Errc::bad_input names the member, what was expected and what came.
Result<SignerJob> read_job(const cJSON* line);

}  // namespace wan53
