// SPDX-License-Identifier: MIT
// Which of an interface's addresses a record gets, in whatever order the kernel lists them.
#include "ddns/address_choice.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "test.h"

namespace wan53 {
namespace {

// "ADDRESS[/LENGTH][ flag...]"; lasting and of global scope unless a flag says otherwise.
InterfaceAddress address(std::string_view text) {
  const auto fields = words(text);
  std::string_view rest = fields[0];
  InterfaceAddress made{std::string(take_until(rest, '/')), false, 64, true, true};
  made.ipv6 = made.text.find(':') != made.text.npos;
  if (const auto length = parse_unsigned(rest, 128)) {
    made.prefix_length = static_cast<unsigned>(*length);
  }
  for (const auto flag : fields) {
    if (flag == "passing") made.lasting = false;
    if (flag == "local") made.global = false;
    if (flag == "alias") made.alias = true;
    if (flag == "permanent") made.permanent = true;
  }
  return made;
}

std::string chosen(const std::vector<InterfaceAddress>& all, const AddressWish& wish) {
  const auto found = choose_address(all, wish);
  if (found) return found->text();
  const bool no_ipv6 = wish.family == Family::ipv6 && found.error().what.contains("has no lasting");
  const Errc code = no_ipv6 ? Errc::absent : Errc::wait;
  return compose("{}{}", found.error().code == code ? "" : "wrong code: ", found.error().what);
}

struct Row {
  const char* label;
  std::vector<const char*> addresses;
  const char* published;
  const char* ipv4;  // null: not asked
  const char* ipv6;
  const char* host_id = nullptr;
  bool allow_private = false;
};

const char* kNoIpv4 = "interface eth0 has no lasting global IPv4 address";
const char* kNoIpv6 = "interface eth0 has no lasting public IPv6 address";

const Row kRows[] = {
    {"none", {}, "", kNoIpv4, kNoIpv6},
    {"only passing or local ones",
     {"198.51.101.7 passing", "169.254.1.1 local", "2a00:1450::1 passing", "fe80::1 local"},
     "198.51.101.7,2a00:1450::1",
     kNoIpv4,
     kNoIpv6},
    {"SLAAC and DHCPv6",
     {"2a00:1450:1:0:a00:27ff:fe4e:66a1", "2a00:1450:1::1a3/128"},
     "",
     nullptr,
     "2a00:1450:1::1a3"},
    {"the published one stays",
     {"2a00:1450:1:0:a00:27ff:fe4e:66a1", "2a00:1450:1::1a3/128 permanent",
      "198.51.101.7 permanent", "198.51.101.9 alias"},
     "198.51.101.9,2a00:1450:1:0:a00:27ff:fe4e:66a1",
     "198.51.101.9",
     "2a00:1450:1:0:a00:27ff:fe4e:66a1"},
    {"a deprecated published one moves",
     {"2a00:1450:1::1 passing", "2a00:1450:2::2", "2a00:1450:2::3"},
     "2a00:1450:1::1",
     nullptr,
     "2a00:1450:2::2"},
    {"a published one that is gone",
     {"2a00:1450:2::3", "2a00:1450:2::2"},
     "2a00:1450:1::1",
     nullptr,
     "2a00:1450:2::2"},
    {"a published private one does not stay",
     {"10.0.0.1", "198.51.101.7", "fd00::1", "2a00:1450::1"},
     "10.0.0.1,fd00::1",
     "198.51.101.7",
     "2a00:1450::1",
     nullptr,
     true},
    {"of two published ones the lower",
     {"198.51.101.9", "198.51.101.8"},
     "198.51.101.9,198.51.101.8",
     "198.51.101.8",
     nullptr},
    {"numbers, not texts", {"198.51.101.10", "198.51.101.9", "9.9.9.9"}, "", "9.9.9.9", nullptr},
    {"high octets", {"198.51.101.7", "61.1.1.1", "200.1.1.1"}, "", "61.1.1.1", nullptr},
    {"an alias comes last",
     {"198.51.101.7 alias permanent", "198.51.101.9"},
     "",
     "198.51.101.9",
     nullptr},
    {"a permanent one comes first",
     {"198.51.101.7", "198.51.101.9 permanent", "2a00:1450::1", "2a00:1450::2 permanent"},
     "",
     "198.51.101.9",
     "2a00:1450::2"},
    {"only private ones: IPv4 is for the user, IPv6 waits",
     {"10.0.0.2", "10.0.0.1", "fd00::7"},
     "",
     "10.0.0.1",
     "interface eth0 has no lasting public IPv6 address; fd00::7 is unique local (fc00::/7)"},
    {"only private ones, allowed",
     {"10.0.0.2", "fd00::8", "fd00::7"},
     "",
     "10.0.0.2",
     "fd00::7",
     nullptr,
     true},
    {"what is no address", {"x", "198.51.101.7", "x::y"}, "", "198.51.101.7", kNoIpv6},
    {"prefix", {"2a00:1450:1:2::1/64"}, "", nullptr, "2a00:1450:1:2::5", "::5"},
    {"prefix shorter than 64", {"2a00:1450:1:2::1/56"}, "", nullptr, "2a00:1450:1:2::5", "::5"},
    {"prefix beside a longer one",
     {"2a00:1450:1::1a3/128", "2a00:1450:2::1/64"},
     "",
     nullptr,
     "2a00:1450:2::5",
     "::5"},
    {"prefix that is too long",
     {"2a00:1450:1::1/65"},
     "",
     nullptr,
     "2a00:1450:1::1/65 leaves no room for a host id of 64 bits",
     "::5"},
    {"prefix of the published host",
     {"2a00:1450:1::1", "2a00:1450:2::1"},
     "2a00:1450:2::5",
     nullptr,
     "2a00:1450:2::5",
     "::5"},
    {"prefix: the router's own address is not the host's",
     {"2a00:1450:1::1", "2a00:1450:2::1"},
     "2a00:1450:2::1",
     nullptr,
     "2a00:1450:1::5",
     "::5"},
    {"prefix of a deprecated address",
     {"2a00:1450:1::1 passing", "2a00:1450:2::1"},
     "2a00:1450:1::5",
     nullptr,
     "2a00:1450:2::5",
     "::5"},
    {"prefix of a unique local address",
     {"fd00::1"},
     "",
     nullptr,
     "interface eth0 has no lasting public IPv6 address; fd00::5 is unique local (fc00::/7)",
     "::5"},
};

TEST(address_choice_is_the_same_in_every_order) {
  for (const auto& row : kRows) {
    const auto published = AddressSet::parse(row.published);
    CHECK_ROW(row.label, published);
    AddressWish wish{
        .interface_name = "eth0", .published = &*published, .allow_private = row.allow_private};
    if (row.host_id != nullptr) wish.host_id = *Address::parse(row.host_id);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < row.addresses.size(); ++i) order.push_back(i);
    do {
      std::vector<InterfaceAddress> all;
      for (const auto i : order) all.push_back(address(row.addresses[i]));
      wish.family = Family::ipv4;
      if (row.ipv4 != nullptr) CHECK_TEXT_ROW(row.label, chosen(all, wish), row.ipv4);
      wish.family = Family::ipv6;
      if (row.ipv6 != nullptr) CHECK_TEXT_ROW(row.label, chosen(all, wish), row.ipv6);
    } while (std::ranges::next_permutation(order).found);
  }
}

TEST(address_choice_needs_no_published_record) {
  const std::vector<InterfaceAddress> all = {address("198.51.101.9"), address("198.51.101.8")};
  CHECK_TEXT(chosen(all, {.interface_name = "eth0"}), "198.51.101.8");
}

}  // namespace
}  // namespace wan53
