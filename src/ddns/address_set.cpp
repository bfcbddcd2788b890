// SPDX-License-Identifier: MIT
#include "ddns/address_set.h"

#include <algorithm>

#include "base/text.h"

namespace wan53 {

std::optional<AddressSet> AddressSet::parse(std::string_view text) {
  AddressSet set;
  while (!text.empty()) {
    const auto address = Address::parse(take_until(text, ','));
    if (!address) return std::nullopt;
    set.add(*address);
  }
  return set;
}

void AddressSet::add(const Address& address) {
  if (!contains(address)) addresses_.push_back(address);
}

bool AddressSet::contains(const Address& address) const {
  return std::ranges::find(addresses_, address) != addresses_.end();
}

std::string AddressSet::text() const { return join(texts(), ","); }

std::vector<std::string> AddressSet::texts() const {
  std::vector<std::string> texts;
  for (const auto& address : addresses_) texts.push_back(address.text());
  return texts;
}

bool operator==(const AddressSet& a, const AddressSet& b) {
  return a.size() == b.size() &&
         std::ranges::all_of(a, [&](const Address& address) { return b.contains(address); });
}

}  // namespace wan53
