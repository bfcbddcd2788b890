// SPDX-License-Identifier: MIT
// A certificate of this machine and its key, as mbedTLS shows them in a handshake.
#pragma once

#include <memory>
#include <string_view>

#include "base/http.h"
#include "base/result.h"

struct mbedtls_ssl_config;

namespace wan53 {

// An interface, so that what reads and uses keys is not linked into a program that has none.
class OwnCertificate {
 public:
  virtual ~OwnCertificate() = default;

  // As in a URL: the only one that it is shown to.
  virtual std::string_view host() const = 0;
  // Errc::config if it cannot be shown.
  virtual Status status() const = 0;
  // Puts it into `config`, which this outlives. False if no memory is free.
  virtual bool show(mbedtls_ssl_config& config) = 0;
};

std::unique_ptr<OwnCertificate> read_own_certificate(const ShownCertificate& shown);

}  // namespace wan53
