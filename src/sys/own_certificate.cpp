// SPDX-License-Identifier: MIT
#include "sys/own_certificate.h"

#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include <string>

#include "base/key_pair.h"

namespace wan53 {
namespace {

class ReadCertificate final : public OwnCertificate {
 public:
  explicit ReadCertificate(const ShownCertificate& shown)
      : host_(shown.host), key_(KeyPair::parse(shown.key_pem)) {
    mbedtls_x509_crt_init(&chain_);
    const std::string& pem = shown.certificate_pem;
    // mbedTLS wants to see the closing NUL counted.
    is_damaged_ =
        mbedtls_x509_crt_parse(&chain_, reinterpret_cast<const unsigned char*>(pem.c_str()),
                               pem.size() + 1) != 0;
  }
  ~ReadCertificate() override { mbedtls_x509_crt_free(&chain_); }
  ReadCertificate(const ReadCertificate&) = delete;
  ReadCertificate& operator=(const ReadCertificate&) = delete;

  std::string_view host() const override { return host_; }
  Status status() const override {
    if (!key_) return fail(Errc::config, "the client key {}", key_.error().what);
    if (is_damaged_) return fail(Errc::config, "the client certificate is damaged");
    return {};
  }
  bool show(mbedtls_ssl_config& config) override {
    return mbedtls_ssl_conf_own_cert(&config, &chain_, key_->context()) == 0;
  }

 private:
  std::string host_;
  mbedtls_x509_crt chain_;
  Result<KeyPair> key_;
  bool is_damaged_;
};

}  // namespace

std::unique_ptr<OwnCertificate> read_own_certificate(const ShownCertificate& shown) {
  return std::make_unique<ReadCertificate>(shown);
}

}  // namespace wan53
