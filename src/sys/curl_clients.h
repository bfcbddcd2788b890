// SPDX-License-Identifier: MIT
// The HttpClients port on libcurl.
#pragma once

#include <string>
#include <utility>

#include "base/ports.h"

namespace wan53 {

// Makes clients that send `user_agent` ("wan53/1.2.3") as User-Agent.
class CurlClients final : public HttpClients {
 public:
  explicit CurlClients(std::string user_agent) : user_agent_(std::move(user_agent)) {}
  std::unique_ptr<Http> make(const Trust& trust, const ShownCertificate* shown) override;

 private:
  std::string user_agent_;
};

}  // namespace wan53
