// SPDX-License-Identifier: MIT
// The roots that a server's certificate must lead to, as mbedTLS reads them: once for a client, not
// for each of its connections.
#pragma once

#include <mbedtls/x509_crt.h>

#include <string_view>

namespace wan53 {

class TrustedRoots {
 public:
  // `ca_pem` as in Trust: empty for the embedded ones.
  explicit TrustedRoots(std::string_view ca_pem);
  ~TrustedRoots() { mbedtls_x509_crt_free(&first_); }
  TrustedRoots(const TrustedRoots&) = delete;
  TrustedRoots& operator=(const TrustedRoots&) = delete;

  // 0, or mbedTLS's number of what is wrong with them, without its sign.
  unsigned error() const { return error_; }
  mbedtls_x509_crt* first() { return &first_; }

 private:
  mbedtls_x509_crt first_;
  unsigned error_ = 0;
};

}  // namespace wan53
