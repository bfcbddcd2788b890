// SPDX-License-Identifier: MIT
// URLs: their parts, and the one form in which a URL that the user gave is kept, signed and sent.
// libcurl rewrites some URLs before it sends them ("127.1", ":0443", "%2f"), and a signature of the
// text as written would then be wrong; it leaves this form as it is. Pure.
//
// Source: RFC 3986, 6.2.2; libcurl's lib/urlapi.c. tests/sys/url_test.cpp compares with libcurl.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace wan53 {

// "https://HOST[:PORT][/PATH]", or http:// if the host is this machine itself. The host is in lower
// case, an IPv6 address in its shortest form; the port has no leading zeros and is left out if it
// is the scheme's own; in the path, escapes are in capitals and stand only where they are needed.
// Errc::config, naming neither URL nor host, for every other URL: with user, query or fragment, an
// IPv4 address that is not four decimal numbers, a host that ends in a dot, or a path with empty,
// "." or ".." segments. A final '/' stays.
Result<std::string> canonical_url(std::string_view url);

// The parts of any URL, with a user, in capitals or without a scheme, too; a part that is missing
// is empty.
struct UrlParts {
  std::string_view scheme;     // "https"
  std::string_view authority;  // "api.example.com:8443", without a user
  std::string_view host;       // "api.example.com"
  std::string_view path;       // "/v100/ddns"
  std::string_view query;      // without its '?'
};
UrlParts parts_of(std::string_view url);

// The host of such a URL, without its port.
std::string_view host_of(std::string_view url);

// True for 127.0.0.0/8, [::1] and localhost, as a canonical URL has them: this machine itself.
bool is_loopback(std::string_view host);

}  // namespace wan53
