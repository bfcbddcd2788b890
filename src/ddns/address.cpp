// SPDX-License-Identifier: MIT
#include "ddns/address.h"

#include <algorithm>
#include <optional>

#include "base/ip_text.h"
#include "base/text.h"

namespace wan53 {
namespace {

struct Range {
  std::array<unsigned char, 16> start;
  int prefix_bits;
  std::string_view name;
  bool has_hosts;
};

// The first match counts, so an exception is listed before the range that contains it. Anycast
// addresses that the registries call reachable (192.0.0.9, 2001:1::1, AMT, ...) are not treated
// separately: no host of ours has one.
constexpr Range kIpv4Ranges[] = {
    {{0}, 8, "this network (0.0.0.0/8)", false},
    {{10}, 8, "private (RFC 1918)", true},
    {{100, 64}, 10, "carrier-grade NAT (100.64.0.0/10)", true},
    {{127}, 8, "loopback (127.0.0.0/8)", true},
    {{169, 254}, 16, "link-local (169.254.0.0/16)", false},
    {{172, 16}, 12, "private (RFC 1918)", true},
    {{192, 0, 0}, 24, "for protocols (192.0.0.0/24)", true},
    {{192, 0, 2}, 24, "documentation (192.0.2.0/24)", true},
    {{192, 88, 99}, 24, "6to4 relay (192.88.99.0/24)", true},
    {{192, 168}, 16, "private (RFC 1918)", true},
    {{198, 18}, 15, "benchmarking (198.18.0.0/15)", true},
    {{198, 51, 100}, 24, "documentation (198.51.100.0/24)", true},
    {{203, 0, 113}, 24, "documentation (203.0.113.0/24)", true},
    {{224}, 4, "multicast (224.0.0.0/4)", false},
    {{255, 255, 255, 255}, 32, "broadcast", false},
    {{240}, 4, "reserved (240.0.0.0/4)", false},
};

constexpr Range kIpv6Ranges[] = {
    {{0}, 128, "unspecified (::)", false},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "loopback (::1)", true},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, "IPv4-mapped (::ffff:0:0/96)", false},
    {{0, 0x64, 0xff, 0x9b}, 96, "NAT64 (64:ff9b::/96)", true},
    {{0, 0x64, 0xff, 0x9b, 0, 1}, 48, "NAT64 (64:ff9b:1::/48)", true},
    {{1}, 64, "discard-only (100::/64)", false},
    {{1, 0, 0, 0, 0, 0, 0, 1}, 64, "dummy prefix (100:0:0:1::/64)", false},
    {{0x20, 1}, 32, "Teredo (2001::/32)", true},
    {{0x20, 1, 0, 2}, 48, "benchmarking (2001:2::/48)", true},
    {{0x20, 1, 0, 0x10}, 28, "ORCHID (2001:10::/28)", false},
    {{0x20, 1, 0, 0x20}, 28, "ORCHIDv2 (2001:20::/28)", false},
    {{0x20, 1, 0, 0x30}, 28, "drone identifiers (2001:30::/28)", false},
    {{0x20, 1, 0x0d, 0xb8}, 32, "documentation (2001:db8::/32)", true},
    {{0x20, 1}, 23, "for protocols (2001::/23)", true},
    {{0x20, 2}, 16, "6to4 (2002::/16)", true},
    {{0x3f, 0xff}, 20, "documentation (3fff::/20)", true},
    {{0x20}, 3, "", true},
    {{0x5f}, 16, "segment routing (5f00::/16)", false},
    {{0xfc}, 7, "unique local (fc00::/7)", true},
    {{0xfe, 0x80}, 10, "link-local (fe80::/10)", false},
    {{0xfe, 0xc0}, 10, "site-local (fec0::/10)", true},
    {{0xff}, 8, "multicast (ff00::/8)", false},
    {{0}, 0, "reserved", false},
};

bool is_in_range(std::string_view octets, const Range& range) {
  int bits = range.prefix_bits;
  for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
    const unsigned mask = bits >= 8 ? 0xff : (0xff00U >> bits) & 0xff;
    if (((static_cast<unsigned char>(octets[i]) ^ range.start[i]) & mask) != 0) return false;
  }
  return true;
}

// Null for an IPv4 address outside every range; the last IPv6 range matches every address.
const Range* find_range(const Address& address) {
  const auto matches = [&](const Range& range) { return is_in_range(address.octets(), range); };
  if (address.family() == Family::ipv6) return std::ranges::find_if(kIpv6Ranges, matches);
  const Range* range = std::ranges::find_if(kIpv4Ranges, matches);
  return range == std::end(kIpv4Ranges) ? nullptr : range;
}

bool parse_ipv4(std::string_view text, char* octets) {
  for (int i = 0; i < 4; ++i) {
    const bool last = i == 3;
    const std::size_t dot = text.find('.');
    if ((dot == std::string_view::npos) != last) return false;
    const std::string_view part = text.substr(0, dot);
    const auto number = parse_unsigned(part, 255);
    // Some programs read 010 as 8, others as 10.
    if (!number || part.size() > 3 || (part.size() > 1 && part[0] == '0')) return false;
    octets[i] = static_cast<char>(*number);
    if (!last) text.remove_prefix(dot + 1);
  }
  return true;
}

std::optional<unsigned> parse_group(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  unsigned group = 0;
  for (const char c : text) {
    const int digit = hex_value(c);
    if (digit < 0) return std::nullopt;
    group = group * 16 + static_cast<unsigned>(digit);
  }
  return group;
}

// Reads colon-separated groups, of which the last two may be dotted decimal. Returns the number of
// octets written, or nothing if the text is malformed.
std::optional<std::size_t> parse_groups(std::string_view text, char* octets) {
  std::size_t size = 0;
  if (text.empty()) return 0;
  for (;;) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    if (colon == std::string_view::npos && part.find('.') != std::string_view::npos) {
      if (size > 12 || !parse_ipv4(part, octets + size)) return std::nullopt;
      return size + 4;
    }
    const auto group = parse_group(part);
    if (!group || size > 14) return std::nullopt;
    octets[size++] = static_cast<char>(*group >> 8);
    octets[size++] = static_cast<char>(*group & 0xff);
    if (colon == std::string_view::npos) return size;
    text.remove_prefix(colon + 1);
  }
}

bool parse_ipv6(std::string_view text, char* octets) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return parse_groups(text, octets) == 16;
  // Dotted decimal is allowed only at the very end.
  if (text.substr(0, gap).find('.') != std::string_view::npos) return false;
  char tail[16] = {};
  const auto head_size = parse_groups(text.substr(0, gap), octets);
  const auto tail_size = parse_groups(text.substr(gap + 2), tail);
  if (!head_size || !tail_size || *head_size + *tail_size > 14) return false;
  std::copy_n(tail, *tail_size, octets + 16 - *tail_size);
  return true;
}

}  // namespace

std::string_view record_type(Family family) { return family == Family::ipv4 ? "A" : "AAAA"; }
std::string_view family_name(Family family) { return family == Family::ipv4 ? "IPv4" : "IPv6"; }

Result<Address> Address::parse(std::string_view text) {
  Address address;
  const bool ipv6 = text.find(':') != std::string_view::npos;
  address.family_ = ipv6 ? Family::ipv6 : Family::ipv4;
  if (ipv6 ? parse_ipv6(text, address.octets_.data()) : parse_ipv4(text, address.octets_.data())) {
    return address;
  }
  return fail(Errc::bad_input, "{} is not an IPv4 or IPv6 address", printable(text, 60));
}

std::string_view Address::octets() const {
  return {octets_.data(), family_ == Family::ipv4 ? std::size_t{4} : std::size_t{16}};
}

std::string Address::text() const { return ip_text(octets()); }

std::string_view Address::special_range() const {
  const Range* range = find_range(*this);
  return range == nullptr ? std::string_view{} : range->name;
}

bool Address::can_be_a_host() const {
  const Range* range = find_range(*this);
  return range == nullptr || range->has_hosts;
}

Result<Address> with_host_id(const Address& network, unsigned prefix_length,
                             const Address& host_id) {
  constexpr unsigned kHalf = 64;
  if (network.family() != Family::ipv6 || host_id.family() != Family::ipv6) {
    return fail(Errc::bad_input, "a prefix and a host id must both be IPv6");
  }
  if (prefix_length == 0) {
    return fail(Errc::bad_input, "the prefix length of {} is unknown", network.text());
  }
  if (prefix_length > kHalf) {
    return fail(Errc::bad_input, "{}/{} leaves no room for a host id of 64 bits", network.text(),
                prefix_length);
  }
  std::string octets(network.octets());
  octets.replace(8, 8, host_id.octets().substr(8));
  return Address::parse(ip_text(octets));
}

}  // namespace wan53
