// SPDX-License-Identifier: MIT
#include "sys/curl_error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/compose.h"
#include "base/http.h"
#include "base/text.h"
#include "sys/tls_cause.h"

namespace wan53 {
namespace {

struct Meaning {
  CURLcode code;
  Errc next;
  std::string_view before;  // the host's name
  std::string_view after;
  std::string_view advice;
};

constexpr std::string_view kBroken = " broke before the whole reply arrived";
constexpr std::string_view kTryLater =
    "try again; if it keeps failing, check the internet connection";
constexpr std::string_view kCaFile = "in ca-file or AWS_CA_BUNDLE, ";

constexpr Meaning kMeanings[] = {
    {CURLE_COULDNT_RESOLVE_HOST, Errc::retry, "cannot resolve ", "",
     "check this machine's DNS and its internet connection"},
    {CURLE_COULDNT_CONNECT, Errc::retry, "cannot connect to ", "",
     "check the internet connection, and that no firewall blocks this port"},
    {CURLE_OPERATION_TIMEDOUT, Errc::retry, "", " did not answer in time", kTryLater},
    {CURLE_PEER_FAILED_VERIFICATION, Errc::retry, "cannot trust the certificate of ", "",
     "check ca-file if the endpoint is not AWS's own"},
    {CURLE_SSL_CONNECT_ERROR, Errc::retry, "cannot agree on TLS 1.2 or 1.3 with ", "",
     "check that the endpoint speaks https"},
    {CURLE_SSL_CERTPROBLEM, Errc::config, "cannot use the certificates to verify ", " with",
     kCaFile},
    {CURLE_URL_MALFORMAT, Errc::config, "cannot use a URL with host ", "",
     "check AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_*"},
    {CURLE_OUT_OF_MEMORY, Errc::retry, "no memory is free for the request to ", "",
     "free memory on this machine"},
    {CURLE_UNSUPPORTED_PROTOCOL, Errc::retry, "", " does not answer in HTTP/1.1",
     "check the endpoint's host, port and scheme"},
    {CURLE_WEIRD_SERVER_REPLY, Errc::retry, "", " does not answer in HTTP/1.1",
     "check the endpoint's host, port and scheme"},
    {CURLE_BAD_CONTENT_ENCODING, Errc::retry, "", " does not answer in HTTP/1.1",
     "check the endpoint's host, port and scheme"},
    {CURLE_PARTIAL_FILE, Errc::retry, "the connection to ", kBroken, kTryLater},
    {CURLE_GOT_NOTHING, Errc::retry, "the connection to ", kBroken, kTryLater},
    {CURLE_RECV_ERROR, Errc::retry, "the connection to ", kBroken, kTryLater},
    {CURLE_SEND_ERROR, Errc::retry, "the connection to ", kBroken, kTryLater},
    // libcurl tried to send a body again; see http_curl.h.
    {CURLE_SEND_FAIL_REWIND, Errc::retry, "the connection to ", kBroken, kTryLater},
};

// In the handshake, with whatever libcurl or the kernel says of it.
constexpr Meaning kHungUp{CURLE_SSL_CONNECT_ERROR, Errc::retry, "", " hung up in the TLS handshake",
                          kTryLater};

// In the handshake, or with TLS 1.3 when the reply is read.
constexpr Meaning kRefused{CURLE_SSL_CONNECT_ERROR, Errc::user, "", " refuses the connection", ""};

// What a build like ours should never meet.
constexpr Meaning kUnknown{CURLE_OK, Errc::retry, "the request to ", " failed inside libcurl",
                           kTryLater};

Error error_of(CURLcode code, std::string_view host, std::string_view detail,
               std::optional<TlsCause> tls) {
  const auto found = std::ranges::find(kMeanings, code, &Meaning::code);
  const bool ended = tls ? tls->is_end : detail.find(" failure: ") != detail.npos;
  const Meaning& m = tls && tls->is_refusal                     ? kRefused
                     : found == std::end(kMeanings)             ? kUnknown
                     : ended && code == CURLE_SSL_CONNECT_ERROR ? kHungUp
                                                                : *found;
  const std::string why = tls ? std::string(tls->words) : printable(trim(detail));
  const bool blames_file = tls && !tls->is_local && m.advice == kCaFile;
  const bool unresolved = code == CURLE_COULDNT_RESOLVE_HOST;
  return {
      tls && tls->is_local ? Errc::retry : m.next,
      compose("{}{}{}{}{}{}{}{}", m.before, printable(host), m.after, why.empty() ? "" : " (", why,
              why.empty() ? "; " : "); ", blames_file ? kCaFile : "", tls ? tls->advice : m.advice),
      unresolved ? ErrorKind::unresolved : ErrorKind::none};
}

}  // namespace

Error transport_error(CURLcode code, std::string_view host, std::string_view detail, bool shown) {
  // Its own limit of a line is larger than ours of all headers.
  if (code == CURLE_TOO_LARGE || code == CURLE_FILESIZE_EXCEEDED) return oversized_reply(host);
  return error_of(code, host, detail, read_tls_cause(detail, shown));
}

Error roots_error(unsigned code, std::string_view host) {
  return error_of(CURLE_SSL_CERTPROBLEM, host, {}, cause_of_tls_error(code, false));
}

Error oversized_reply(std::string_view host) {
  return {Errc::retry,
          compose("the reply of {} is larger than {} KiB; check that this is the right service",
                  printable(host), kMaxReplyBytes / 1024),
          ErrorKind::oversized};
}

Error bind_error(std::string_view interface_name, int failure) {
  const bool denied = failure == EPERM;
  return {denied ? Errc::user : Errc::retry,
          compose("cannot send over interface {} ({}); {}", printable(interface_name),
                  std::strerror(failure),
                  denied ? "run wan53 as root" : "check that this interface exists")};
}

}  // namespace wan53
