// SPDX-License-Identifier: MIT
#include "sys/curl_clients.h"

#include "sys/http_curl.h"
#include "sys/own_certificate.h"

namespace wan53 {

std::unique_ptr<Http> CurlClients::make(const Trust& trust, const ShownCertificate* shown) {
  return std::make_unique<HttpCurl>(HttpOptions{.trust = trust, .user_agent = user_agent_},
                                    shown != nullptr ? read_own_certificate(*shown) : nullptr);
}

}  // namespace wan53
