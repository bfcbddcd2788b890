// SPDX-License-Identifier: MIT
// What is signed is what libcurl sends: it leaves the canonical form of a URL as it is.
#include "aws/url.h"

#include <curl/curl.h>

#include <memory>
#include <random>

#include "../unit/test.h"

namespace wan53 {
namespace {

// Host, port and path as libcurl takes them from `url` for a request, with sys/http_curl's options.
std::string parts_in_libcurl(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts(curl_url(), curl_url_cleanup);
  if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK) {
    return "refused by libcurl";
  }
  std::string text;
  for (const CURLUPart part : {CURLUPART_SCHEME, CURLUPART_USER, CURLUPART_HOST, CURLUPART_PORT,
                               CURLUPART_PATH, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    char* value = nullptr;
    const unsigned flags = part == CURLUPART_PORT ? CURLU_DEFAULT_PORT : CURLU_URLENCODE;
    if (curl_url_get(parts.get(), part, &value, flags) == CURLUE_OK) text += value;
    text += '|';
    curl_free(value);
  }
  return text;
}

// The same parts as they stand in a canonical URL.
std::string parts_as_written(std::string_view url) {
  const std::string scheme(url.substr(0, url.find("://")));
  url.remove_prefix(scheme.size() + 3);
  const std::string_view authority = url.substr(0, url.find('/'));
  std::string path(url.substr(authority.size()));
  std::string host(authority);
  std::string port = scheme == "https" ? "443" : "80";
  const std::size_t colon = host.rfind(':');
  if (colon != host.npos && host.back() != ']') {
    port = host.substr(colon + 1);
    host.resize(colon);
  }
  if (path.empty()) path = "/";
  return scheme + "||" + host + "|" + port + "|" + path + "|||";
}

// Empty if libcurl would send it as it stands, or if it is refused.
std::string difference(std::string_view url, int& accepted) {
  const auto canonical = canonical_url(url);
  if (!canonical) return {};
  ++accepted;
  const std::string in_libcurl = parts_in_libcurl(*canonical);
  const std::string written = parts_as_written(*canonical);
  return in_libcurl == written ? std::string() : written + " becomes " + in_libcurl;
}

TEST(url_is_sent_as_it_was_signed) {
  const char* const rows[] = {
      "https://a.example:0443/x",
      "https://a.example:08443",
      "http://[0:0:0:0:0:0:0:1]:1/",
      "https://[::FFFF:1.2.3.4]",
      "https://[::ffff:0:7]",
      "https://[::1.2.3.4]",
      "https://[::7]",
      "https://[::0.9.0.1]",
      "https://[::ffff:0:1:2]",
      "https://[1:0:2:3:4:5:6:7]",
      "https://[fe80::]",
      "https://A.EXAMPLE/b%2fc",
      "https://a/%7e%c3",
      "http://127.0.0.1:00080",
      "https://a/.b/...",
      "https://1.2.3.example",
      "https://0x1.example",
  };
  int accepted = 0;
  for (const char* row : rows) CHECK_TEXT_ROW(row, difference(row, accepted), "");
  CHECK(accepted == static_cast<int>(std::size(rows)));
  // That libcurl rewrites such URLs is the reason for all this.
  for (const char* url :
       {"https://127.1/", "https://0x7f.0.0.1/", "https://a/b%2fc", "https://017700000001/"}) {
    CHECK_ROW(url, parts_in_libcurl(url) != parts_as_written(url));
  }
}

TEST(url_is_sent_as_it_was_signed_whatever_it_is_made_of) {
  constexpr std::string_view kPieces[] = {
      "a",   "B",   "example", ".",   "..",  "0",   "1",     "127",     "0x7f", "0177",
      "255", "256", "-",       "_",   ":",   "::",  "[",     "]",       ":443", ":0443",
      ":80", "/",   "//",      "%2f", "%2E", "%41", "%c",    "%G",      "~",    "@",
      "?",   "#",   "\\",      "ff",  "%",   "x",   "[::1]", "1.2.3.4", "+",
  };
  std::mt19937 random(53);
  int accepted = 0;
  for (int i = 0; i < 300'000; ++i) {
    std::string url = random() % 4 == 0 ? "http://" : "https://";
    for (auto pieces = random() % 7 + 1; pieces > 0; --pieces) {
      url += kPieces[random() % std::size(kPieces)];
    }
    CHECK_TEXT_ROW(url, difference(url, accepted), "");
  }
  CHECK(accepted > 10'000);
}

}  // namespace
}  // namespace wan53
