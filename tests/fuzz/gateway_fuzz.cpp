// SPDX-License-Identifier: MIT
// The gateway's URL and its companion's replies. The input's first line is the URL, the rest the
// body of a reply: a URL that is accepted makes a request that stays on its host, and a reply is
// success only if it speaks of our record and our address.
#include "aws/gateway.h"
#include "fuzz.h"

using namespace wan53;

namespace {

constexpr std::string_view kAddress = "198.51.101.7";

bool is_on_the_wire(std::string_view text) {
  for (const char c : text) {
    if (!is_alnum(c) && std::string_view("/-._~%=").find(c) == text.npos) return false;
  }
  return true;
}

void check_url(std::string_view text, const DnsName& name) {
  const auto url = check_gateway_url(text);
  if (!url) {
    REQUIRE(url.error().code == Errc::config);
    REQUIRE(fuzz::is_clear(url.error()));
    return;
  }
  REQUIRE(check_gateway_url(*url) == *url);
  const AwsRequest request = gateway_request(*url, "us-east-1", name, kAddress, "eth0");
  REQUIRE(url->starts_with(request.endpoint.url));
  REQUIRE(request.endpoint.url.find('/', 8) == request.endpoint.url.npos);
  REQUIRE(request.path.starts_with('/') && is_on_the_wire(request.path));
  REQUIRE(is_on_the_wire(request.query) && is_region(request.endpoint.region));
  REQUIRE(!gateway_resource("arn:aws:execute-api:us-east-1:111122223333:a1b2c3/prod", *url, name)
               .empty());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view body = fuzz::view(data, size);
  const std::string_view url = take_until(body, '\n');
  const DnsName name = *DnsName::parse("home.example.com");
  check_url(url, name);
  const auto reply = read_gateway_reply(body, name, kAddress);
  if (reply) {
    REQUIRE(!reply->old_values.empty() && words(reply->old_values).size() == 1);
    // The same reply is none about another record or address.
    REQUIRE(!read_gateway_reply(body, *DnsName::parse("other.example.com"), kAddress));
    REQUIRE(!read_gateway_reply(body, name, "198.51.101.8"));
    return 0;
  }
  const Errc code = reply.error().code;
  REQUIRE(code == Errc::user || code == Errc::retry || code == Errc::unconfirmed);
  REQUIRE(fuzz::is_clear(reply.error()));
  return 0;
}
