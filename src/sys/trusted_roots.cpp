// SPDX-License-Identifier: MIT
#include "sys/trusted_roots.h"

#include <algorithm>
#include <string>

#include "sys/amazon_roots.h"

namespace wan53 {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Nothing of them is copied.
int add_amazon_roots(mbedtls_x509_crt& first) {
  std::string_view left = amazon_roots();
  for (mbedtls_x509_crt* last = &first; !left.empty();) {
    const int error = mbedtls_x509_crt_parse_der_nocopy(&first, bytes_of(left), left.size());
    if (error != 0) return error;
    while (last->next != nullptr) last = last->next;
    left.remove_prefix(last->raw.len);
  }
  return 0;
}

}  // namespace

TrustedRoots::TrustedRoots(std::string_view ca_pem) {
  mbedtls_x509_crt_init(&first_);
  // mbedTLS wants to see the closing NUL counted. A positive result counts the certificates that it
  // could not use.
  const std::string closed(ca_pem);
  const int error = closed.empty()
                        ? add_amazon_roots(first_)
                        : mbedtls_x509_crt_parse(&first_, bytes_of(closed), closed.size() + 1);
  error_ = static_cast<unsigned>(-std::min(error, 0));
}

}  // namespace wan53
