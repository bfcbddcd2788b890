// SPDX-License-Identifier: MIT
#include "ddns/detection.h"

#include "base/compose.h"

namespace wan53 {
namespace {

// Why `address` may not be published, or nothing.
std::string why_unpublishable(const RecordConfig& record, const Address& address,
                              const PrivateAddresses& private_addresses) {
  if (address.family() != record.family) {
    return compose("{} is not an {} address", address.text(), family_name(record.family));
  }
  const std::string_view range = address.special_range();
  if (!address.can_be_a_host()) {
    return compose("{} is {} and is not the address of a host", address.text(), range);
  }
  if (range.empty() || private_addresses.publish) return {};
  return compose("{} is {} and cannot be reached from the internet; {}", address.text(), range,
                 private_addresses.how_to_allow);
}

}  // namespace

Result<DesiredRecord> desired_record(const RecordConfig& record, const Detection& detection,
                                     const PrivateAddresses& private_addresses) {
  constexpr std::string_view kNone = "no address, so the record is left as it is";
  if (!detection.addresses) {
    Error error = detection.addresses.error();
    if (error.code == Errc::absent && record.both_types) {
      error.what = compose(
          "no IPv6 here ({}): take AAAA out of type, or leave it: it is published when "
          "IPv6 comes",
          error.what);
      return fail(std::move(error));
    }
    if (error.code == Errc::absent) error.code = Errc::wait;
    return fail(std::move(error).context(kNone));
  }
  DesiredRecord desired{
      record, *detection.addresses, {}, detection.source_name, detection.interface_name};
  if (detection.by_companion) {
    desired.by_companion = true;
    return desired;
  }
  std::string why_none(kNone);
  for (const auto& address : desired.observed) {
    std::string why = why_unpublishable(record, address, private_addresses);
    if (why.empty()) {
      desired.addresses.add(address);
    } else {
      why_none = std::move(why);
    }
  }
  if (desired.addresses.empty()) return fail(Errc::user, std::move(why_none));
  return desired;
}

}  // namespace wan53
