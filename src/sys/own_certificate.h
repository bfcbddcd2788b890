// SPDX-License-Identifier: MIT
// A certificate of this machine and its key, as mbedTLS shows them in a handshake.
#pragma once

#include <curl/curl.h>
#include <mbedtls/x509_crt.h>

#include "base/http.h"
#include "base/key_pair.h"

namespace wan53 {

class OwnCertificate {
 public:
  explicit OwnCertificate(const ShownCertificate& shown);
  ~OwnCertificate() { mbedtls_x509_crt_free(&chain_); }
  OwnCertificate(const OwnCertificate&) = delete;
  OwnCertificate& operator=(const OwnCertificate&) = delete;

  // Errc::config if it cannot be shown.
  Status status() const;

 private:
  friend CURLcode show_own_certificate(CURL* curl, void* ssl_config, void* own);
  mbedtls_x509_crt chain_;
  Result<KeyPair> key_;
  bool is_damaged_;
};

// CURLOPT_SSL_CTX_FUNCTION: `own` is the OwnCertificate, which outlives the handle.
CURLcode show_own_certificate(CURL* curl, void* ssl_config, void* own);

}  // namespace wan53
