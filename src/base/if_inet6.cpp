// SPDX-License-Identifier: MIT
#include "base/if_inet6.h"

#include <arpa/inet.h>

#include <array>
#include <optional>

#include "base/text.h"

namespace wan53 {
namespace {

constexpr unsigned kTemporary = 0x01;
constexpr unsigned kFailedDuplicateCheck = 0x08;
constexpr unsigned kDeprecated = 0x20;
constexpr unsigned kTentative = 0x40;
constexpr unsigned kNotLasting = kTemporary | kFailedDuplicateCheck | kDeprecated | kTentative;

constexpr unsigned kGlobalScope = 0;

std::optional<unsigned> parse_hex(std::string_view text) {
  if (text.empty() || text.size() > 7) return std::nullopt;
  unsigned number = 0;
  for (const char c : text) {
    const int digit = hex_value(c);
    if (digit < 0) return std::nullopt;
    number = number << 4 | static_cast<unsigned>(digit);
  }
  return number;
}

// Empty if `digits` is not 16 octets in hexadecimal.
std::string address_text(std::string_view digits) {
  std::array<unsigned char, 16> octets{};
  if (digits.size() != 2 * octets.size()) return {};
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const auto octet = parse_hex(digits.substr(2 * i, 2));
    if (!octet) return {};
    octets[i] = static_cast<unsigned char>(*octet);
  }
  char text[INET6_ADDRSTRLEN];
  return inet_ntop(AF_INET6, octets.data(), text, sizeof text) ? text : "";
}

}  // namespace

Result<std::vector<NamedAddress>> read_if_inet6(std::string_view text) {
  std::vector<NamedAddress> addresses;
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const auto fields = words(take_until(text, '\n'));
    const bool whole = fields.size() == 6;
    auto address = whole ? address_text(fields[0]) : "";
    const auto index = whole ? parse_hex(fields[1]) : std::nullopt;
    const auto prefix = whole ? parse_hex(fields[2]) : std::nullopt;
    const auto scope = whole ? parse_hex(fields[3]) : std::nullopt;
    const auto flags = whole ? parse_hex(fields[4]) : std::nullopt;
    if (address.empty() || !index || !prefix || !scope || !flags) {
      return fail(Errc::bad_input, concat({"line ", to_text(number),
                                           ": expected address, index, prefix length, scope, flags "
                                           "and interface, as the kernel writes them"}));
    }
    addresses.push_back(
        {std::string(fields[5]),
         {std::move(address), true, *prefix, *scope == kGlobalScope, (*flags & kNotLasting) == 0}});
  }
  return addresses;
}

Result<std::vector<InterfaceAddress>> read_if_inet6(std::string_view text, std::string_view name) {
  TRY_ASSIGN(auto all, read_if_inet6(text));
  std::vector<InterfaceAddress> addresses;
  for (auto& [interface_name, address] : all) {
    if (interface_name == name) addresses.push_back(std::move(address));
  }
  return addresses;
}

}  // namespace wan53
