// SPDX-License-Identifier: MIT
#include "sys/http_curl.h"

#include <curl/curl.h>
#include <mbedtls/ssl.h>
#include <poll.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/compose.h"
#include "base/text.h"
#include "sys/curl_error.h"
#include "sys/curl_exchange.h"
#include "sys/tls_clock.h"
#include "sys/trusted_roots.h"

namespace wan53 {
namespace {

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

bool append(HeaderList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (!longer) return false;
  static_cast<void>(list.release());  // the longer list owns the old one
  list.reset(longer);
  return true;
}

// Empty if memory runs out.
HeaderList header_list(const HttpRequest& request) {
  HeaderList list;
  // "Name:" keeps libcurl from adding its own.
  if (!append(list, "Accept:") || !append(list, "Expect:")) return {};
  bool has_type = false;
  for (const auto& header : request.headers) {
    has_type |= equal_ignoring_case(header.name, "content-type");
    // libcurl's spelling of an empty value is "Name;".
    const bool ok = header.value.empty()
                        ? append(list, compose("{};", header.name))
                        : append(list, compose("{}: {}", header.name, header.value));
    if (!ok) return {};
  }
  if (!has_type && !append(list, "Content-Type:")) return {};
  return list;
}

std::string_view authority_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != url.npos) url.remove_prefix(scheme + 3);
  return url.substr(0, url.find_first_of("/?"));
}

// The host for error texts, with the IP version and interface if the request names them.
std::string peer_of(const HttpRequest& request) {
  std::string peer(authority_of(request.url));
  if (request.ip_version != 0) peer += request.ip_version == 6 ? " by IPv6" : " by IPv4";
  if (!request.interface_name.empty()) peer += " over " + request.interface_name;
  return peer;
}

long ip_resolve_of(const HttpRequest& request) {
  switch (request.ip_version) {
    case 4:
      return CURL_IPRESOLVE_V4;
    case 6:
      return CURL_IPRESOLVE_V6;
    default:
      return CURL_IPRESOLVE_WHATEVER;
  }
}

long number_of(CURL* curl, CURLINFO what) {
  long number = 0;
  curl_easy_getinfo(curl, what, &number);
  return number;
}

// What took too long.
std::string late_step(CURL* curl, const Exchange& exchange) {
  curl_off_t looked_up = 0;  // microseconds
  curl_easy_getinfo(curl, CURLINFO_NAMELOOKUP_TIME_T, &looked_up);
  const std::string_view step = exchange.head_complete ? "reading the reply"
                                : exchange.connected   ? "waiting for the reply"
                                : looked_up == 0       ? "looking up its name"
                                : exchange.request.url.starts_with("https:")
                                    ? "connecting and the TLS handshake"
                                    : "connecting";
  const bool whole = exchange.limit % 1s == 0ms;
  return compose("{} took longer than {}{}", step,
                 whole ? whole_seconds(exchange.limit).count() : exchange.limit.count(),
                 whole ? " s" : " ms");
}

std::string failure_detail(CURL* curl, CURLcode code, std::string_view detail,
                           const Exchange& exchange) {
  if (code == CURLE_OPERATION_TIMEDOUT) return late_step(curl, exchange);
  // The kernel's reason for a failed connection: libcurl, built without its texts, says "Error".
  const long system_error = number_of(curl, CURLINFO_OS_ERRNO);
  if (code != CURLE_COULDNT_CONNECT || system_error == 0) return std::string(detail);
  return std::strerror(static_cast<int>(system_error));
}

}  // namespace

void HttpCurl::FreeHandle::operator()(CURL* handle) const { curl_easy_cleanup(handle); }

struct HttpCurl::Tls {
  TrustedRoots roots;
  std::unique_ptr<OwnCertificate> own;  // null: none is shown

  // CURLOPT_SSL_CTX_FUNCTION: in place of what libcurl would copy and read anew for each
  // connection.
  static CURLcode configure(CURL*, void* config, void* context) {
    auto& tls = *static_cast<Tls*>(context);
    auto& mbed = *static_cast<mbedtls_ssl_config*>(config);
    mbedtls_ssl_conf_ca_chain(&mbed, tls.roots.first(), nullptr);
    return !tls.own || tls.own->show(mbed) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  }
};

HttpCurl::HttpCurl(HttpOptions options, std::unique_ptr<OwnCertificate> own)
    : options_(std::move(options)),
      tls_(new Tls{TrustedRoots(options_.trust.ca_pem), std::move(own)}) {
  options_.trust.ca_pem = {};
  if (curl_global_init(CURL_GLOBAL_NOTHING) == CURLE_OK) open_handle();
}

HttpCurl::~HttpCurl() {
  curl_.reset();
  curl_global_cleanup();
}

// Makes a new handle and drops all connections of the old one.
void HttpCurl::open_handle() {
  curl_.reset(curl_easy_init());
  usable_ = curl_ && set_up();
}

// libcurl does not check a connection that was used less than a second ago. If an idle HTTP/1.1
// connection is readable, the peer has closed it (or TLS announces that it will).
bool HttpCurl::connection_has_ended() const {
  curl_socket_t last = CURL_SOCKET_BAD;
  if (curl_easy_getinfo(curl_.get(), CURLINFO_ACTIVESOCKET, &last) != CURLE_OK) return false;
  if (last == CURL_SOCKET_BAD) return false;
  pollfd readable{last, POLLIN, 0};
  return poll(&readable, 1, 0) > 0;
}

bool HttpCurl::set_up() {
  CURL* curl = curl_.get();
  bool ok = true;
  const auto set = [&](CURLoption option, auto value) {
    ok = ok && curl_easy_setopt(curl, option, value) == CURLE_OK;
  };
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_USERAGENT, options_.user_agent.c_str());
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.total_timeout.count()));
  set(CURLOPT_NOSIGNAL, 1L);
  // A look-up that is late is left behind, not waited for.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_READFUNCTION, give_body);
  set(CURLOPT_HEADERFUNCTION, take_header);
  set(CURLOPT_WRITEFUNCTION, take_body);
  set(CURLOPT_SOCKOPTFUNCTION, bind_to_interface);
  set(CURLOPT_PREREQFUNCTION, note_connection);
  set(CURLOPT_SSL_CTX_FUNCTION, Tls::configure);
  set(CURLOPT_SSL_CTX_DATA, tls_.get());
  // Fails if libcurl was built without proxy support, which is just as good.
  static_cast<void>(curl_easy_setopt(curl, CURLOPT_PROXY, ""));
  return ok;
}

void HttpCurl::set_total_timeout(Milliseconds timeout) {
  options_.total_timeout = timeout;
  if (usable_) {
    curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  }
}

namespace {

Failure never_sent(Error error) {
  error.never_sent = true;
  return fail(std::move(error));
}

// Sets every option that may differ between two requests, so nothing of the last one remains.
void set_request(CURL* curl, Exchange& exchange, curl_slist* headers) {
  const HttpRequest& request = exchange.request;
  const bool post = request.method == "POST";
  curl_easy_setopt(curl, post ? CURLOPT_POST : CURLOPT_HTTPGET, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, post ? static_cast<long>(request.body.size()) : 0L);
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_IPRESOLVE, ip_resolve_of(request));
  curl_easy_setopt(curl, CURLOPT_READDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_SOCKOPTDATA, &exchange);
  curl_easy_setopt(curl, CURLOPT_PREREQDATA, &exchange);
}

Error error_of(CURL* curl, CURLcode code, std::string_view detail, const Exchange& exchange,
               bool shown) {
  const HttpRequest& request = exchange.request;
  if (exchange.oversized) return oversized_reply(authority_of(request.url));
  if (exchange.bind_failure != 0) return bind_error(request.interface_name, exchange.bind_failure);
  // libcurl uses this code for an unsupported scheme as well as for a reply that is not HTTP.
  const bool sent = number_of(curl, CURLINFO_REQUEST_SIZE) != 0;
  if (code == CURLE_UNSUPPORTED_PROTOCOL && !sent) code = CURLE_URL_MALFORMAT;
  return transport_error(code, peer_of(request), failure_detail(curl, code, detail, exchange),
                         shown);
}

}  // namespace

// A certificate of ours is shown to its host alone.
Status HttpCurl::check_tls(const HttpRequest& request) const {
  const bool https = request.url.starts_with("https://");
  if (https && tls_->roots.error() != 0)
    return fail(roots_error(tls_->roots.error(), peer_of(request)));
  if (!tls_->own) return {};
  if (!https || authority_of(request.url) != tls_->own->host()) {
    return fail(Errc::bug, "a client with a certificate for {} was to send elsewhere",
                tls_->own->host());
  }
  return tls_->own->status();
}

Result<HttpReply> HttpCurl::send(const HttpRequest& request) {
  const bool other_way = interface_name_ != request.interface_name;
  interface_name_ = request.interface_name;
  if (usable_ && (other_way || connection_has_ended())) open_handle();
  if (request.method != "POST" && request.method != "GET") {
    return never_sent({Errc::bug, "cannot send " + request.method});
  }
  if (Status tls = check_tls(request); !tls) {
    return never_sent(std::move(tls).error());
  }
  if (!usable_) {
    return never_sent(
        {Errc::retry, "cannot set up TLS; free memory, and make /dev/urandom readable for wan53"});
  }
  const HeaderList headers = header_list(request);
  if (!headers) return never_sent({Errc::retry, "out of memory"});
  CURL* curl = curl_.get();
  const Milliseconds total = options_.total_timeout;
  Exchange exchange{.request = request,
                    .max_reply_bytes = options_.max_reply_bytes,
                    .reply = {},
                    .total_timeout = total,
                    .limit = std::min(options_.connect_timeout, total)};
  char detail[CURL_ERROR_SIZE] = "";
  set_request(curl, exchange, headers.get());
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
  set_tls_clock_offset(options_.trust.clock_offset);
  const std::string peer = peer_of(request);
  if (total > 0ms) exchange.alarm.emplace(exchange.limit, peer);
  CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK && exchange.alarm && exchange.alarm->rang()) code = CURLE_OPERATION_TIMEDOUT;
  exchange.alarm.reset();
  // The thread of a look-up may still be busy.
  if (code == CURLE_OPERATION_TIMEDOUT) silence_sockets();
  // `detail` and `headers` end with this function.
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, nullptr);

  if (code != CURLE_OK) {
    Error error = error_of(curl, code, detail, exchange, tls_->own != nullptr);
    error.never_sent = number_of(curl, CURLINFO_REQUEST_SIZE) == 0;
    wipe(exchange.reply.body);
    return fail(std::move(error));
  }
  exchange.reply.status = static_cast<int>(number_of(curl, CURLINFO_RESPONSE_CODE));
  exchange.reply.on_kept_connection = number_of(curl, CURLINFO_NUM_CONNECTS) == 0;
  return std::move(exchange.reply);
}

}  // namespace wan53
