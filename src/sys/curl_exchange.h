// SPDX-License-Identifier: MIT
// What libcurl calls during one exchange: `context` of each is the Exchange.
#pragma once

#include <curl/curl.h>

#include <optional>

#include "base/http.h"
#include "base/time.h"
#include "sys/exchange_alarm.h"

namespace wan53 {

struct Exchange {
  const HttpRequest& request;
  std::size_t max_reply_bytes;
  std::size_t body_sent = 0;
  HttpReply reply;
  std::size_t header_bytes = 0;
  bool head_complete = false;
  bool oversized = false;
  int bind_failure = 0;  // errno
  Milliseconds total_timeout;
  Milliseconds limit;  // the one that runs now
  bool connected = false;
  std::optional<ExchangeAlarm> alarm = {};  // empty: no limit
};

// CURLOPT_PREREQFUNCTION: the TLS handshake is done, or a kept connection is used again.
int note_connection(void* context, char*, char*, int, int);
// CURLOPT_SOCKOPTFUNCTION. libcurl's own CURLOPT_INTERFACE continues without the interface if
// binding to it is forbidden.
int bind_to_interface(void* context, curl_socket_t fd, curlsocktype);
// CURLOPT_READFUNCTION, CURLOPT_HEADERFUNCTION, CURLOPT_WRITEFUNCTION.
std::size_t give_body(char* to, std::size_t size, std::size_t count, void* context);
std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* context);
std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* context);

}  // namespace wan53
