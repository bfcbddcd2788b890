// SPDX-License-Identifier: MIT
#include "ddns/heartbeat.h"

#include <algorithm>

#include "aws/url.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kMaxUrl = 300;
constexpr std::string_view kUp = "status=up";
constexpr std::string_view kDown = "status=down";
constexpr std::string_view kFail = "/fail";

bool is_uuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::ranges::equal(
      text, kForm, [](char c, char form) { return form == '-' ? c == '-' : hex_value(c) >= 0; });
}

// Where the value of the parameter status=up begins in the URL; npos if there is none.
std::size_t find_up(std::string_view url) {
  std::size_t at = url.find('?');
  while (at != url.npos) {
    std::string_view parameter = url.substr(at + 1);
    parameter = parameter.substr(0, parameter.find('&'));
    if (parameter == kUp) return at + 1;
    at = url.find('&', at + 1);
  }
  return at;
}

}  // namespace

Result<std::string> check_heartbeat_url(std::string_view value) {
  if (value.size() > kMaxUrl) {
    return fail(Errc::config, "longer than 300 bytes; give a shorter URL");
  }
  const std::size_t question = std::min(value.find('?'), value.size());
  const std::string_view query = value.substr(question);
  for (const char c : query) {
    if (c <= ' ' || c > '~' || c == '#' || c == '"' || c == '<' || c == '>' || c == '\\') {
      return fail(
          Errc::config,
          "the URL's query holds a character that must be escaped, such as %20 for a blank");
    }
  }
  TRY_ASSIGN(std::string url, canonical_url(value.substr(0, question)));
  return url.append(query);
}

std::optional<std::string> heartbeat_url_after(const std::string& url, bool is_good) {
  if (is_good) return url;
  std::string bad = url;
  if (const std::size_t up = find_up(url); up != url.npos)
    return bad.replace(up, kUp.size(), kDown);
  const std::size_t path_end = std::min(url.find('?'), url.size());
  const std::string_view path = std::string_view(url).substr(0, path_end);
  if (!is_uuid(path.substr(path.rfind('/') + 1))) return std::nullopt;
  return bad.insert(path_end, kFail);
}

}  // namespace wan53
