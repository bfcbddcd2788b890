// SPDX-License-Identifier: MIT
// The parser agrees with the C library's inet_pton about what an address is and which one, and the
// canonical text is read back to the same address.
#include <arpa/inet.h>

#include "ddns/address.h"
#include "fuzz.h"

using namespace wan53;

namespace {

// The octets by inet_pton; empty when it refuses.
std::string second_opinion(const std::string& text) {
  char octets[16];
  if (inet_pton(AF_INET, text.c_str(), octets) == 1) return {octets, 4};
  if (inet_pton(AF_INET6, text.c_str(), octets) == 1) return {octets, 16};
  return {};
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::view(data, size);
  const auto address = Address::parse(text);
  // inet_pton would stop at a NUL.
  const bool has_nul = text.find('\0') != text.npos;
  const std::string expected = has_nul ? "" : second_opinion(std::string(text));
  REQUIRE(address.has_value() == !expected.empty());
  if (!address) {
    REQUIRE(address.error().code == Errc::bad_input);
    REQUIRE(fuzz::is_clear(address.error()));
    return 0;
  }
  REQUIRE(address->octets() == expected);
  const std::string canonical = address->text();
  REQUIRE(canonical.size() < INET6_ADDRSTRLEN);
  const auto again = Address::parse(canonical);
  REQUIRE(again && *again == *address);
  REQUIRE(again->special_range() == address->special_range());
  return 0;
}
