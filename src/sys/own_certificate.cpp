// SPDX-License-Identifier: MIT
#include "sys/own_certificate.h"

#include <mbedtls/ssl.h>

namespace wan53 {

OwnCertificate::OwnCertificate(const ShownCertificate& shown)
    : key_(KeyPair::parse(shown.key_pem)) {
  mbedtls_x509_crt_init(&chain_);
  const std::string& pem = shown.certificate_pem;
  // mbedTLS wants to see the closing NUL counted.
  is_damaged_ = mbedtls_x509_crt_parse(&chain_, reinterpret_cast<const unsigned char*>(pem.c_str()),
                                       pem.size() + 1) != 0;
}

Status OwnCertificate::status() const {
  if (!key_) return fail(Errc::config, "the client key {}", key_.error().what);
  if (is_damaged_) return fail(Errc::config, "the client certificate is damaged");
  return {};
}

CURLcode show_own_certificate(CURL*, void* ssl_config, void* context) {
  auto& own = *static_cast<OwnCertificate*>(context);
  if (mbedtls_ssl_conf_own_cert(static_cast<mbedtls_ssl_config*>(ssl_config), &own.chain_,
                                own.key_->context()) != 0) {
    return CURLE_OUT_OF_MEMORY;
  }
  return CURLE_OK;
}

}  // namespace wan53
