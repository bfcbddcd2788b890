// SPDX-License-Identifier: MIT
// The addresses of one record: each once, in the order in which they were added. Two sets are equal
// if they hold the same addresses in any order.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/address.h"

namespace wan53 {

class AddressSet {
 public:
  AddressSet() = default;
  AddressSet(const Address& address) : addresses_{address} {}

  // Parses the format of text(); nothing if any part is not an address. Empty text is the empty
  // set.
  static std::optional<AddressSet> parse(std::string_view text);

  // Does nothing if the set already contains it.
  void add(const Address& address);
  bool empty() const { return addresses_.empty(); }
  std::size_t size() const { return addresses_.size(); }
  bool contains(const Address& address) const;
  auto begin() const { return addresses_.begin(); }
  auto end() const { return addresses_.end(); }

  // The addresses joined by ",".
  std::string text() const;
  std::vector<std::string> texts() const;

  friend bool operator==(const AddressSet& a, const AddressSet& b);

 private:
  std::vector<Address> addresses_;
};

}  // namespace wan53
