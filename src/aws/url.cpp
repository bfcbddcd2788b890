// SPDX-License-Identifier: MIT
#include "aws/url.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr const char* kNotPlain =
    "not a plain URL; expected https://HOST[:PORT][/PATH] without user, query or fragment";

Failure refuse(const char* why) { return fail(Errc::config, why); }

// The address as inet_ntop writes it; empty if `text` is none.
std::string canonical_address(int family, std::string_view text) {
  unsigned char octets[sizeof(in6_addr)];
  char canonical[INET6_ADDRSTRLEN] = "";
  if (inet_pton(family, std::string(text).c_str(), octets) == 1) {
    inet_ntop(family, octets, canonical, sizeof canonical);
  }
  return canonical;
}

// What libcurl may read as an IPv4 address: the last label is a decimal, octal or hexadecimal
// number.
bool ends_in_number(std::string_view host) {
  std::string_view label = host.substr(host.rfind('.') + 1);  // npos + 1 is 0
  const bool is_hex = label.starts_with("0x");
  if (is_hex) label.remove_prefix(2);
  for (const char c : label) {
    if (!is_digit(c) && !(is_hex && hex_value(c) >= 0)) return false;
  }
  return is_hex || !label.empty();
}

Result<std::string> canonical_host(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    const std::string address = canonical_address(AF_INET6, text.substr(1, text.size() - 2));
    if (address.empty()) return refuse("[...] in the URL is not an IPv6 address");
    return compose("[{}]", address);
  }
  std::string host = lower(text);
  if (host.empty()) return refuse(kNotPlain);
  for (const char c : host) {
    if (!is_alnum(c) && c != '-' && c != '.' && c != '_') return refuse(kNotPlain);
  }
  if (host.front() == '.' || host.back() == '.' || host.find("..") != host.npos) {
    return refuse("the host begins or ends with a dot or has two in a row; remove the dot");
  }
  if (ends_in_number(host) && canonical_address(AF_INET, host) != host) {
    return refuse(
        "the host is a number; write an IPv4 address as four decimal numbers, such as "
        "127.0.0.1");
  }
  return host;
}

bool is_unreserved(char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

Result<std::string> canonical_path(std::string_view text) {
  std::string path;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return refuse("% in the path without two hexadecimal digits after it; write %25 for it");
      }
      c = static_cast<char>(high * 16 + low);
      i += 2;
      append_uri_encoded(path, {&c, 1});
    } else if (c == '/' || is_unreserved(c)) {
      path += c;
    } else {
      return refuse(kNotPlain);
    }
  }
  // So that a last segment of dots ends like the others; an empty one is a final '/', which stays.
  const std::string closed = path.ends_with('/') ? path : path + '/';
  for (const auto segment : {"//", "/./", "/../"}) {
    if (closed.find(segment) != closed.npos) {
      return refuse("the path has an empty, . or .. segment; write it without");
    }
  }
  return path;
}

}  // namespace

std::string_view host_of(std::string_view url) {
  url.remove_prefix(std::min(url.size(), url.find("://") + 3));
  url = url.substr(0, url.find_first_of("/?"));
  const std::size_t colon = url.rfind(':');
  return colon == url.npos || url.ends_with(']') ? url : url.substr(0, colon);
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") && canonical_address(AF_INET, host) == host);
}

Result<std::string> canonical_url(std::string_view url) {
  const std::string_view scheme = url.substr(0, url.starts_with("https://") ? 8 : 7);
  const bool tls = scheme.size() == 8;
  if (!tls && scheme != "http://") {
    return refuse("expected a URL such as https://HOST[:PORT][/PATH]");
  }
  url.remove_prefix(scheme.size());
  const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  const std::size_t colon =
      authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  TRY_ASSIGN(const std::string& host, canonical_host(authority.substr(0, colon)));
  std::string port;
  if (colon != authority.npos) {
    const auto number = parse_unsigned(authority.substr(colon + 1), 65535);
    if (!number || *number == 0) return refuse(kNotPlain);
    if (*number != (tls ? 443 : 80)) port = ":" + to_text(static_cast<std::int64_t>(*number));
  }
  if (!tls && !is_loopback(host)) {
    return refuse(
        "plain http is allowed only to this machine itself (localhost, 127.0.0.1, [::1]); use "
        "https");
  }
  TRY_ASSIGN(const std::string& path, canonical_path(url.substr(authority.size())));
  return compose("{}{}{}{}", scheme, host, port, path);
}

}  // namespace wan53
