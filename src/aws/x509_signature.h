// SPDX-License-Identifier: MIT
// Signature Version 4 with a certificate's key in the place of an access key:
// AWS4-X509-ECDSA-SHA256 and AWS4-X509-RSA-SHA256, as IAM Roles Anywhere wants it.
//
// The canonical request is SigV4's, without x-amz-content-sha256. The string to sign names the
// other algorithm. It is signed by the private key itself, over its SHA-256, and the signature is
// the hex of its bytes: DER for ECDSA. In the credential the certificate's serial number, in
// decimal, stands for the access key's id.
//
// Source: "Signing process", IAM Roles Anywhere User Guide.
#pragma once

#include <string_view>
#include <vector>

#include "aws/sigv4.h"
#include "base/certificate.h"
#include "base/key_pair.h"

namespace wan53 {

struct X509Context {
  const KeyPair& key;
  const std::vector<Certificate>&
      chain;  // the key's own first, then its CAs' if they are to be sent
  std::string_view region;
  std::string_view service;
  UtcTime time;
};

// Adds x-amz-date, x-amz-x509, x-amz-x509-chain (if the chain is longer than one) and authorization
// to request.headers. They replace those of an earlier signing. Errors are those of KeyPair::sign.
Status sign_x509(HttpRequest& request, const X509Context& context);

}  // namespace wan53
