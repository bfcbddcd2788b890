// SPDX-License-Identifier: MIT
#include "ddns/address_choice.h"

#include "base/compose.h"

namespace wan53 {
namespace {

struct Candidate {
  Address address;
  unsigned rank;  // the higher, the better
};

unsigned rank_of(const InterfaceAddress& from, const Address& address, const AddressWish& wish) {
  const bool is_published = wish.published != nullptr && wish.published->contains(address);
  return (address.special_range().empty() ? 8U : 0U) + (is_published ? 4U : 0U) +
         (from.alias ? 0U : 2U) + (from.permanent ? 1U : 0U);
}

bool is_better(const Candidate& a, const Candidate& b) {
  if (a.rank != b.rank) return a.rank > b.rank;
  return a.address.octets() < b.address.octets();
}

}  // namespace

Result<Address> choose_address(const std::vector<InterfaceAddress>& all, const AddressWish& wish) {
  std::optional<Candidate> best;
  Error why_none{wish.family == Family::ipv6 ? Errc::absent : Errc::wait,
                 compose("interface {} has no lasting {}{} address", wish.interface_name,
                         wish.family == Family::ipv6 && !wish.allow_private ? "public " : "global ",
                         family_name(wish.family))};
  for (const auto& from : all) {
    if (from.ipv6 != (wish.family == Family::ipv6) || !from.global || !from.lasting) continue;
    auto address = Address::parse(from.text);
    if (address && wish.host_id) {
      address = with_host_id(*address, from.prefix_length, *wish.host_id);
      if (!address) why_none = {Errc::wait, address.error().what};
    }
    if (!address) continue;
    const Candidate candidate{*address, rank_of(from, *address, wish)};
    if (!best || is_better(candidate, *best)) best = candidate;
  }
  if (!best) return fail(std::move(why_none));
  const std::string_view range = best->address.special_range();
  if (range.empty() || wish.allow_private || wish.family == Family::ipv4) return best->address;
  why_none.what = compose("interface {} has no lasting public IPv6 address; {} is {}",
                          wish.interface_name, best->address.text(), range);
  return fail(std::move(why_none));
}

}  // namespace wan53
