// SPDX-License-Identifier: MIT
// The kernel's list of IPv6 addresses: refused with a line, or read as texts that are addresses.
#include <arpa/inet.h>

#include "base/if_inet6.h"
#include "fuzz.h"

using namespace wan53;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto found = read_if_inet6(fuzz::view(data, size), "eth0");
  if (!found) {
    REQUIRE(found.error().code == Errc::bad_input);
    REQUIRE(found.error().what.starts_with("line "));
    REQUIRE(fuzz::is_clear(found.error()));
    return 0;
  }
  for (const auto& address : *found) {
    char octets[16];
    REQUIRE(address.ipv6);
    REQUIRE(inet_pton(AF_INET6, address.text.c_str(), octets) == 1);
  }
  return 0;
}
