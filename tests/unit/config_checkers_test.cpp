// SPDX-License-Identifier: MIT
// Which URLs `checkers` may hold.
#include "base/compose.h"
#include "ddns/config.h"
#include "test.h"

namespace wan53 {
namespace {

std::string error_of(std::string_view checkers) {
  const std::string text = compose("[publish]\ncheckers = {}\n[record a.example]\n", checkers);
  const auto config = parse_config(test::Exact(text).view(), "f.conf");
  if (config) return "no error";
  return config.error().code == Errc::config ? config.error().what : "wrong code";
}

TEST(config_refuses_checkers) {
  const char* plain =
      "not a plain URL; expected https://HOST[:PORT][/PATH] without user, query or fragment";
  const char* url = "expected a URL such as https://HOST[:PORT][/PATH]";
  const char* count = "expected 1 to 4 URLs, such as https://checkip.amazonaws.com";
  const std::string longest = "https://a.example/" + std::string(182, 'x');
  CHECK(longest.size() == 200);
  const struct {
    std::string value;
    std::string error;
  } rows[] = {
      {"", compose("0 URLs; {}", count)},
      {"https://a https://b https://c https://d https://e", compose("5 URLs; {}", count)},
      {"checkip.amazonaws.com", compose("URL 1: {}", url)},
      {"HTTPS://a.example", compose("URL 1: {}", url)},
      {"https://a.example, https://b.example", compose("URL 1: {}", plain)},
      {"https://", compose("URL 1: {}", plain)},
      {"https:///ip", compose("URL 1: {}", plain)},
      {"https://a.example https://me:SECRET@b.example", compose("URL 2: {}", plain)},
      {"https://a.example/?format=text", compose("URL 1: {}", plain)},
      {"https://a.example/#ip", compose("URL 1: {}", plain)},
      {"https://a.example:0", compose("URL 1: {}", plain)},
      {"https://a.example:65536", compose("URL 1: {}", plain)},
      {"https://a.example/\xc3\xa4", compose("URL 1: {}", plain)},
      {"http://a.example",
       "URL 1: plain http is allowed only to this machine itself (localhost, 127.0.0.1, [::1]); "
       "use https"},
      {longest + "x", "URL 1: longer than 200 bytes; give a shorter one"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.value, error_of(row.value), compose("f.conf:2: checkers: {}", row.error));
  }
  CHECK_TEXT(error_of(longest), "no error");
  CHECK_TEXT(error_of("https://a https://b https://c https://d"), "no error");
}

}  // namespace
}  // namespace wan53
