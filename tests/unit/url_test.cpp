// SPDX-License-Identifier: MIT
// tests/sys/url_test.cpp compares with what libcurl makes of such URLs.
#include "aws/url.h"

#include "test.h"

namespace wan53 {
namespace {

TEST(url_has_one_form) {
  const struct {
    const char* url;
    const char* expected;
  } rows[] = {
      {"https://proxy.example.com", "https://proxy.example.com"},
      {"https://proxy.example.com:8443/aws/", "https://proxy.example.com:8443/aws/"},
      {"https://API.Example.COM/Prod", "https://api.example.com/Prod"},
      {"https://xn--bcher-kva.example", "https://xn--bcher-kva.example"},
      {"https://a:0443/x", "https://a/x"},
      {"https://a:08443", "https://a:8443"},
      {"https://a:80", "https://a:80"},
      {"http://localhost:0000080/", "http://localhost/"},
      {"http://LOCALHOST:4566/", "http://localhost:4566/"},
      {"http://127.0.0.1:5000", "http://127.0.0.1:5000"},
      {"http://127.9.8.7", "http://127.9.8.7"},
      {"https://192.0.2.1:443", "https://192.0.2.1"},
      {"https://1.2.3.4.example", "https://1.2.3.4.example"},
      {"https://0xa.example", "https://0xa.example"},
      {"http://[::1]:5000", "http://[::1]:5000"},
      {"http://[0:0:0:0:0:0:0:1]", "http://[::1]"},
      {"https://[2001:DB8:0:0::1]:8443", "https://[2001:db8::1]:8443"},
      {"https://[2001:0db8::0001]", "https://[2001:db8::1]"},
      {"https://a/b%2fc", "https://a/b%2Fc"},
      {"https://a/%7euser/%41%2d%2e%2E%2e", "https://a/~user/A-..."},
      {"https://a/%25%c3%a4", "https://a/%25%C3%A4"},
      {"https://a/...", "https://a/..."},
      {"https://a/.b/c.", "https://a/.b/c."},
  };
  for (const auto& row : rows) {
    const Result<std::string> url = canonical_url(test::Exact(row.url).view());
    CHECK_TEXT_ROW(row.url, url ? *url : url.error().what, row.expected);
    CHECK_TEXT_ROW(row.url, *canonical_url(*url), row.expected);
  }
}

TEST(url_has_parts) {
  const struct {
    const char* url;
    const char* parts;  // scheme, authority, host, path, query
  } rows[] = {
      {"https://api.example.com/v100/{host}",
       "https api.example.com api.example.com /v100/{host} "},
      {"https://api.example.com:8443", "https api.example.com:8443 api.example.com  "},
      {"https://me:SECRET@a.example:80/x?t=1", "https a.example:80 a.example /x t=1"},
      {"https://a.example?t=http://b/c@d", "https a.example a.example  t=http://b/c@d"},
      {"https://a.example/b@c:9?", "https a.example a.example /b@c:9 "},
      {"http://[::1]:5000/x", "http [::1]:5000 [::1] /x "},
      {"http://[::1]", "http [::1] [::1]  "},
      {"http://me@[2001:db8::1]?q", "http [2001:db8::1] [2001:db8::1]  q"},
      {"http://[::1", "http [::1 [::1  "},
      {"a.example/x", " a.example a.example /x "},
      {"a.example:9", " a.example:9 a.example  "},
      {"://", "    "},
      {"", "    "},
  };
  for (const auto& row : rows) {
    const test::Exact url(row.url);
    const UrlParts parts = parts_of(url.view());
    CHECK_TEXT_ROW(row.url,
                   compose("{} {} {} {} {}", parts.scheme, parts.authority, parts.host, parts.path,
                           parts.query),
                   row.parts);
    CHECK_TEXT_ROW(row.url, host_of(url.view()), parts.host);
  }
}

TEST(url_is_refused_with_its_reason) {
  const char* plain = "not a plain URL; expected https://HOST[:PORT][/PATH]";
  const char* number = "the host is a number; write an IPv4 address as four decimal numbers";
  const char* dot = "the host begins or ends with a dot";
  const char* segment = "the path has an empty, . or .. segment";
  const struct {
    const char* url;
    const char* says;
  } rows[] = {
      {"", "expected a URL such as https://"},
      {"proxy.example.com", "expected a URL"},
      {"ftp://localhost", "expected a URL"},
      {"HTTPS://x", "expected a URL"},
      {"https:/x", "expected a URL"},
      {"https://", plain},
      {"https:///path", plain},
      {"https://user:pw@example.com", plain},
      {"https://user@example.com", plain},
      {"http://127.0.0.1@evil.example", plain},
      {"http://127.0.0.1\\@evil.example", plain},
      {"https://example.com?x=1", plain},
      {"https://example.com/#x", plain},
      {"https://example.com/a b", plain},
      {"https://b\xc3\xbc"
       "cher.example",
       plain},
      {"https://a%2eexample", plain},
      {"https://example.com:0", plain},
      {"https://example.com:65536", plain},
      {"https://example.com:", plain},
      {"https://example.com:+443", plain},
      {"https://[::1", plain},
      {"https://[::1]x", plain},
      {"https://[]", plain},
      {"https://a\nb", plain},
      {"https://[::1%25eth0]", "[...] in the URL is not an IPv6 address"},
      {"https://[1::2::3]", "[...] in the URL is not an IPv6 address"},
      {"https://[127.0.0.1]", "[...] in the URL is not an IPv6 address"},
      {"http://127.1", number},
      {"https://0x7f.0.0.1", number},
      {"https://0X7F000001", number},
      {"https://2130706433", number},
      {"http://0127.0.0.1", number},
      {"https://127.0.0.01", number},
      {"https://127.0.0.256", number},
      {"https://1.2.3.4.5", number},
      {"https://example.0x1", number},
      {"http://127.0.0.1.", dot},
      {"https://example.com.", dot},
      {"https://.example.com", dot},
      {"https://a..example.com", dot},
      {"https://a/x//y", segment},
      {"https://a//", segment},
      {"https://a/./x", segment},
      {"https://a/x/..", segment},
      {"https://a/../x", segment},
      {"https://a/x/%2e%2E/y", segment},
      {"https://a/.", segment},
      {"https://a/%", "% in the path without two hexadecimal digits"},
      {"https://a/%2", "% in the path"},
      {"https://a/%g0", "% in the path"},
      {"http://example.com", "plain http is allowed only to this machine itself"},
      {"http://127.0.0.1.example.com", "plain http"},
      {"http://128.0.0.1", "plain http"},
      {"http://[::2]", "plain http"},
      {"http://[::ffff:127.0.0.1]", "plain http"},
      {"http://localhost.example.com", "plain http"},
  };
  for (const auto& row : rows) {
    const Result<std::string> url = canonical_url(test::Exact(row.url).view());
    CHECK_ROW(row.url, !url && url.error().code == Errc::config);
    CHECK_ROW(row.url, url.error().what.starts_with(row.says));
  }
}

}  // namespace
}  // namespace wan53
