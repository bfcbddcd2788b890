// SPDX-License-Identifier: MIT
#include "base/pem.h"

#include <mbedtls/base64.h>

#include "base/compose.h"

namespace wan53 {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kDashes = "-----";

void count(PemContents& contents, std::string_view label, std::string_view body) {
  // OpenSSL writes the parameters of a curve before the key.
  if (label == "EC PARAMETERS") return;
  if (label.ends_with("PRIVATE KEY")) {
    ++contents.private_keys;
    // The label says so (PKCS#8), or a line of the older forms: "Proc-Type: 4,ENCRYPTED".
    contents.encrypted |=
        label.starts_with("ENCRYPTED") || body.find("ENCRYPTED") != std::string_view::npos;
  } else if (label == "CERTIFICATE") {
    ++contents.certificates;
  } else if (label.ends_with("CERTIFICATE REQUEST")) {
    contents.request = true;
  } else {
    contents.other = true;
  }
}

}  // namespace

PemContents pem_contents(std::string_view text) {
  PemContents contents;
  for (;;) {
    const std::size_t begin = text.find(kBegin);
    if (begin == text.npos) return contents;
    text.remove_prefix(begin + kBegin.size());
    const std::string_view label = text.substr(0, text.find(kDashes));
    const std::size_t end = text.find(compose("-----END {}-----", label));
    contents.cut |= end == text.npos;
    const std::string_view body = text.substr(0, end);
    count(contents, label, body);
    text.remove_prefix(body.size());
  }
}

void append_base64(std::string& to, std::string_view bytes) {
  const std::size_t old_size = to.size();
  to.resize(old_size + (bytes.size() + 2) / 3 * 4 + 1);  // mbedTLS ends it with a NUL
  std::size_t size = 0;
  // The room is enough, so it cannot fail.
  (void)mbedtls_base64_encode(reinterpret_cast<unsigned char*>(to.data()) + old_size,
                              to.size() - old_size, &size,
                              reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  to.pop_back();
}

std::string pem_block(std::string_view label, std::string_view der) {
  constexpr std::size_t kLine = 48;  // bytes, as 64 characters
  std::string text;
  // Growing would leave copies behind.
  text.reserve(2 * (label.size() + 20) + der.size() / 3 * 4 + der.size() / kLine + 8);
  text.append(kBegin).append(label).append("-----\n");
  for (; !der.empty(); der.remove_prefix(der.size() < kLine ? der.size() : kLine)) {
    append_base64(text, der.substr(0, kLine));
    text += '\n';
  }
  text.append("-----END ").append(label).append("-----\n");
  return text;
}

}  // namespace wan53
