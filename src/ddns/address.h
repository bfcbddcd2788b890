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
  // zone index. The whole text and nothing else. Errc::bad_input otherwise.
  static Result<Address> parse(std::string_view text);

  Family family() const { return family_; }
  // 4 or 16 octets in network order.
  std::string_view octets() const;
  // Dotted decimal, or RFC 5952: lower case, the longest run of zeros as "::".
  std::string text() const;

  // Nothing ("") when the address is reachable from the internet, else the range it lies in, for a
  // person: "private (RFC 1918)", "carrier-grade NAT (100.64.0.0/10)", "Teredo (2001::/32)".
  // Source: the IANA special-purpose address registries (RFC 6890 and updates).
  std::string_view special_range() const;
  // False where no address stands for a host that a DNS client could reach from anywhere but its
  // own link: unspecified, link-local, multicast, broadcast, reserved, discard-only, identifiers
  // (ORCHID), IPv4-mapped. Such an address is never published, whatever allow-private says;
  // loopback, documentation and the other special ranges are with it.
  bool can_be_a_host() const;

  friend bool operator==(const Address&, const Address&) = default;

 private:
  Family family_ = Family::ipv4;
  std::array<char, 16> octets_{};  // IPv4 uses the first four
};

// The address of a host in the LAN that the router's address `network` lies in: the upper half of
// that, then the lower half of `host_id`. Both are IPv6. Errc::bad_input for a prefix longer than
// 64 bits or of unknown length (0). Hosts share the router's upper half even where the prefix is
// shorter: they could not configure themselves otherwise (RFC 4862).
Result<Address> with_host_id(const Address& network, unsigned prefix_length,
                             const Address& host_id);

}  // namespace wan53
