// SPDX-License-Identifier: MIT
// IPv4 and IPv6 addresses: strict parsing, canonical text, and whether the internet can reach them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wan53 {

enum class Family : std::uint8_t { ipv4, ipv6 };
// "A" and "AAAA".
std::string_view record_type(Family family);
// "IPv4" and "IPv6".
std::string_view family_name(Family family);

class Address {
 public:
  // Four decimal numbers without leading zeros (RFC 6943, 3.1.1), or RFC 4291, 2.2 text without a
  // zone index. Nothing else may be in `text`. Errc::bad_input otherwise.
  static Result<Address> parse(std::string_view text);

  Family family() const { return family_; }
  // 4 or 16 octets in network order.
  std::string_view octets() const;
  // Dotted decimal, or RFC 5952: lower case, the longest run of zeros as "::".
  std::string text() const;

  // Empty if the address is reachable from the internet, else the special range that it is in, for
  // messages: "private (RFC 1918)", "carrier-grade NAT (100.64.0.0/10)", "Teredo (2001::/32)".
  // Source: the IANA special-purpose address registries (RFC 6890 and updates).
  std::string_view special_range() const;
  // False in ranges without any host that is reachable from outside its own link: unspecified,
  // link-local, multicast, broadcast, reserved, discard-only, identifiers (ORCHID), IPv4-mapped.
  // Such an address is never published. Addresses of the other special ranges, such as loopback and
  // documentation, are published if allow-private is set.
  bool can_be_a_host() const;

  friend bool operator==(const Address&, const Address&) = default;

 private:
  Family family_ = Family::ipv4;
  std::array<char, 16> octets_{};  // IPv4 uses the first four
};

// The address of a host in a network of ours: the upper half of `network`, which is our own address
// there, and the lower half of `host_id`. Both are IPv6. Errc::bad_input for a prefix that
// is longer than 64 bits or of unknown length (0). Hosts have our upper half even if the
// prefix is shorter: autoconfiguration requires it (RFC 4862).
Result<Address> with_host_id(const Address& network, unsigned prefix_length,
                             const Address& host_id);

}  // namespace wan53
