// SPDX-License-Identifier: MIT
// One HTTP exchange as plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace wan53 {

// A larger reply is an error: no service that we call sends that much.
inline constexpr std::size_t kMaxReplyBytes = 256 * 1024;

struct HttpHeader {
  std::string name;
  std::string value;
};

struct HttpRequest {
  std::string method;               // upper case
  std::string url;                  // absolute, exactly as it goes on the wire
  std::vector<HttpHeader> headers;  // without those that HTTP itself adds (Host, Content-Length)
  std::string body;
  std::string interface_name =
      {};              // send through this interface only (SO_BINDTODEVICE); empty: any
  int ip_version = 0;  // 4 or 6: connect over this IP version only; 0: any
};

struct HttpReply {
  int status = 0;
  std::vector<HttpHeader> headers;
  std::string body;
  bool on_kept_connection = false;  // no new one was made for it

  // The first header of that name (case-insensitive), or nothing. The view lives as long as the
  // reply.
  std::optional<std::string_view> header(std::string_view name) const;
};

// A certificate of our own, shown to one host in the TLS handshake.
struct ShownCertificate {
  std::string host;  // "host" or "host:port" as in the URL; a client that has one sends to no other
  std::string certificate_pem;
  Secret key_pem;  // of that certificate, not encrypted
};

}  // namespace wan53
