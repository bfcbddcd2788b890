// SPDX-License-Identifier: MIT
#include "aws/url.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/compose.h"
#include "base/ip_text.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr const char* kNotPlain =
    "not a plain URL; expected https://HOST[:PORT][/PATH] without user, query or fragment";

Failure refuse(const char* why) { return fail(Errc::config, why); }

// As libcurl writes it, with dots for an IPv4 address within; empty if `text` is no address.
std::string canonical_address(int family, std::string_view text) {
  char octets[sizeof(in6_addr)];
  if (inet_pton(family, std::string(text).c_str(), octets) != 1) return {};
  if (family == AF_INET) return ip_text({octets, 4});
  const std::string_view all(octets, sizeof octets);
  const std::string_view last = all.substr(12);
  const std::size_t zeros = all.find_first_not_of('\0');
  if (zeros == 10 && all.substr(10, 2) == "\xff\xff") return "::ffff:" + ip_text(last);
  if (zeros == 12 || zeros == 13) return "::" + ip_text(last);
  return ip_text(all);
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

// Where the port's colon is; npos if there is none.
std::size_t port_in(std::string_view authority) {
  return authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
}

}  // namespace

UrlParts parts_of(std::string_view url) {
  UrlParts parts;
  if (const std::size_t colon = url.find("://"); colon != url.npos) {
    parts.scheme = url.substr(0, colon);
    url.remove_prefix(colon + 3);
  }
  parts.authority = url.substr(0, url.find_first_of("/?"));
  url.remove_prefix(parts.authority.size());
  parts.authority.remove_prefix(parts.authority.rfind('@') + 1);  // npos + 1 is 0
  parts.host = parts.authority.substr(0, port_in(parts.authority));
  parts.path = take_until(url, '?');
  parts.query = url;
  return parts;
}

std::string_view host_of(std::string_view url) { return parts_of(url).host; }

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
  const std::size_t colon = port_in(authority);
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
