// SPDX-License-Identifier: MIT
// The Http port on libcurl: HTTP/1.1 over TLS 1.2 or 1.3, on one handle, so that requests to one
// host share a connection.
//
// Follows no redirect, uses no proxy, sends no header but Host, Content-Length, User-Agent and
// those of the request. libcurl sends a request once more by itself when a connection it reuses was
// closed before any byte of the reply; a request with a body is kept from that (it cannot be read
// twice), so that nothing is written twice behind the caller's back. A connection that is seen to
// have ended before a request is not used for it, nor is one that another interface carries.
#pragma once

#include <memory>
#include <string>

#include "base/ports.h"

typedef void CURL;

namespace wan53 {

struct HttpSetup {
  std::string ca_pem;      // the certificates to trust, PEM; empty: the embedded Amazon roots
  std::string user_agent;  // "wan53/1.2.3"
  long connect_timeout_ms = 15'000;  // name look-up, connection and TLS handshake
  long total_timeout_ms = 60'000;    // 0: none
  std::int64_t clock_offset_s = 0;  // added to the wall clock where certificates' dates are checked
  std::size_t max_reply_bytes = kMaxReplyBytes;
};

class HttpCurl final : public Http {
 public:
  explicit HttpCurl(HttpSetup setup);
  ~HttpCurl() override;
  HttpCurl(const HttpCurl&) = delete;
  HttpCurl& operator=(const HttpCurl&) = delete;

  // GET and POST.
  std::expected<HttpReply, Failure> send(const HttpRequest& request) override;
  // From the next request on.
  void set_total_timeout_ms(long timeout_ms);

 private:
  struct FreeHandle {
    void operator()(CURL* handle) const;
  };
  void start();
  bool set_up();
  bool connection_has_ended() const;

  HttpSetup setup_;
  std::unique_ptr<CURL, FreeHandle> curl_;
  bool usable_ = false;
  std::string interface_name_;  // that all open connections are bound to
};

}  // namespace wan53
