// SPDX-License-Identifier: MIT
#include "app/observe.h"

#include "base/text.h"

namespace wan53 {
namespace {

Result<Address> address_of_interface(const std::string& name, Family family,
                                     Interfaces& interfaces) {
  TRY_ASSIGN(const auto all, interfaces.addresses(name));
  std::optional<Address> second_best;
  for (const auto& candidate : all) {
    if (candidate.ipv6 != (family == Family::ipv6) || !candidate.global || !candidate.lasting) {
      continue;
    }
    const auto address = Address::parse(candidate.text);
    if (!address) continue;
    if (address->special_range().empty()) return *address;
    if (!second_best) second_best = *address;
  }
  if (second_best) return *second_best;
  return fail(Errc::wait, concat({"interface ", name, " has no lasting global ",
                                  family_name(family), " address"}));
}

}  // namespace

Observation observe(const RecordConfig& record, Interfaces& interfaces,
                    const std::optional<Address>& given) {
  if (given && given->family() == record.family) return {*given, "--ip"};
  if (record.source.kind == Source::Kind::fixed) return {record.source.address, "static"};
  const std::string& name = record.source.interface_name;
  return {address_of_interface(name, record.family, interfaces), name};
}

}  // namespace wan53
