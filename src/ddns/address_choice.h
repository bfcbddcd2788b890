// SPDX-License-Identifier: MIT
// Which of an interface's addresses a record gets. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/ports.h"
#include "base/result.h"
#include "ddns/address_set.h"

namespace wan53 {

struct AddressWish {
  Family family = Family::ipv4;
  std::string_view interface_name;        // for messages
  std::optional<Address> host_id = {};    // put under each address's prefix, see with_host_id
  const AddressSet* published = nullptr;  // what the record holds now; null: unknown
  bool allow_private = false;
};

// Only lasting addresses of global scope count. A public one wins; among equals the published one,
// so that a record does not move while its address is good; then one that is no alias, then a
// permanent one, then the numerically lowest. None of that depends on the order of `all`, on
// remaining lifetimes, or on IPv4's "secondary", which only tells what was added first.
//
// Errc::wait if there is none; for IPv6 Errc::absent, also if none is public: a global address
// joins the unique local ones by an advertisement, without the user. A private IPv4 address is
// returned, since only the user can change that.
Result<Address> choose_address(const std::vector<InterfaceAddress>& all, const AddressWish& wish);

}  // namespace wan53
