// SPDX-License-Identifier: MIT
// The Http port on libcurl: HTTP/1.1 over TLS 1.2 or 1.3, on one handle, so that requests to one
// host share a connection.
//
// Follows no redirect, uses no proxy, and sends only the headers Host, Content-Length, User-Agent
// and those of the request. libcurl resends a request by itself if a reused connection was closed
// before any byte of the reply. It does not resend a body, since that cannot be read twice here, so
// no write happens twice without the caller's knowledge. A connection is not reused if it has ended
// or was bound to another interface. Trusted roots and a certificate of our own are given to
// mbedTLS, not to libcurl, which would keep copies of a key and read the roots for each connection.
#pragma once

#include <memory>
#include <string>

#include "base/ports.h"
#include "sys/own_certificate.h"

typedef void CURL;

namespace wan53 {

struct HttpOptions {
  Trust trust = {};
  std::string user_agent;              // "wan53/1.2.3"
  Milliseconds connect_timeout = 15s;  // name look-up, connection and TLS handshake
  Milliseconds total_timeout = 60s;    // 0: none
  std::size_t max_reply_bytes = kMaxReplyBytes;
};

class HttpCurl final : public Http {
 public:
  // `own`: a certificate of ours, shown to its host, and nothing is sent to another.
  explicit HttpCurl(HttpOptions options, std::unique_ptr<OwnCertificate> own = nullptr);
  ~HttpCurl() override;
  HttpCurl(const HttpCurl&) = delete;
  HttpCurl& operator=(const HttpCurl&) = delete;

  // GET and POST.
  Result<HttpReply> send(const HttpRequest& request) override;
  // Takes effect with the next request.
  void set_total_timeout(Milliseconds timeout);

 private:
  struct FreeHandle {
    void operator()(CURL* handle) const;
  };
  void open_handle();
  bool set_up();
  bool connection_has_ended() const;
  Status check_tls(const HttpRequest& request) const;

  HttpOptions options_;
  struct Tls;
  std::unique_ptr<Tls> tls_;
  std::unique_ptr<CURL, FreeHandle> curl_;
  bool usable_ = false;
  std::string interface_name_;  // all open connections are bound to it
};

}  // namespace wan53
