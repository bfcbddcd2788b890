// SPDX-License-Identifier: MIT
// The kernel's lists of links and addresses: refused, or read as texts that are addresses.
#include <arpa/inet.h>

#include "base/rtnetlink.h"
#include "fuzz.h"

using namespace wan53;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Network network;
  if (const auto read = read_rtnetlink(fuzz::view(data, size), network); !read) {
    REQUIRE(read.error().code == Errc::bad_input || read.error().code == Errc::retry);
    REQUIRE(fuzz::is_clear(read.error()));
  }
  for (const auto& [link, label, address] : network.addresses) {
    char octets[16];
    REQUIRE(inet_pton(address.ipv6 ? AF_INET6 : AF_INET, address.text.c_str(), octets) == 1);
    const auto labelled = addresses_of(network, label);
    REQUIRE(labelled || (labelled.error().code == Errc::wait && fuzz::is_clear(labelled.error())));
  }
  for (const auto& link : network.links) {
    const auto found = addresses_of(network, link.name);
    REQUIRE(found || fuzz::is_clear(found.error()));
    for (const auto& name : link.other_names) (void)addresses_of(network, name);
  }
  return 0;
}
