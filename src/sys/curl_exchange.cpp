// SPDX-License-Identifier: MIT
#include "sys/curl_exchange.h"

#include <net/if.h>
#include <sys/socket.h>

#include <cerrno>

#include "base/text.h"
#include "base/wiped_memory.h"

namespace wan53 {
namespace {

// Far more than any AWS service sends.
constexpr std::size_t kMaxHeaderBytes = 32 * 1024;

}  // namespace

int note_connection(void* context, char*, char*, int, int) {
  auto& exchange = *static_cast<Exchange*>(context);
  exchange.connected = true;
  exchange.limit = exchange.total_timeout;
  if (exchange.alarm) exchange.alarm->set_limit(exchange.limit);
  return CURL_PREREQFUNC_OK;
}

int bind_to_interface(void* context, curl_socket_t fd, curlsocktype) {
  auto& exchange = *static_cast<Exchange*>(context);
  const std::string& name = exchange.request.interface_name;
  if (name.empty()) return CURL_SOCKOPT_OK;
  const auto size = static_cast<socklen_t>(name.size());
  if (size >= IFNAMSIZ) {  // the kernel would truncate it
    exchange.bind_failure = ENODEV;
  } else if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name.data(), size) != 0) {
    exchange.bind_failure = errno;
  }
  return exchange.bind_failure == 0 ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR;
}

std::size_t give_body(char* to, std::size_t size, std::size_t count, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  const std::size_t n = exchange.request.body.copy(to, size * count, exchange.body_sent);
  exchange.body_sent += n;
  return n;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  const std::size_t n = size * count;
  exchange.header_bytes += n;
  if (exchange.header_bytes > kMaxHeaderBytes) {
    exchange.oversized = true;
    return 0;
  }
  std::string_view line(bytes, n);
  if (line.starts_with("HTTP/")) {  // also ends the head of a 1xx
    exchange.reply.headers.clear();
    exchange.head_complete = false;
    return n;
  }
  // Trailers after a chunked body are ignored.
  if (exchange.head_complete) return n;
  if (trim(line).empty()) {
    exchange.head_complete = true;
    return n;
  }
  if (line.find(':') == line.npos) return n;
  const std::string_view name = trim(take_until(line, ':'));
  exchange.reply.headers.push_back({std::string(name), std::string(trim(line))});
  return n;
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  const std::size_t n = size * count;
  if (n > exchange.max_reply_bytes - exchange.reply.body.size()) {
    exchange.oversized = true;
    return 0;
  }
  append_secret(exchange.reply.body, {bytes, n});
  return n;
}

}  // namespace wan53
