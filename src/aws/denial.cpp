// SPDX-License-Identifier: MIT
#include "aws/denial.h"

#include <algorithm>

#include "base/text.h"

namespace wan53 {
namespace {

// In "with an explicit deny in a PLACE: ARN" and "because no PLACE allows the ... action".
constexpr struct {
  std::string_view place;
  DeniedBy by;
} kPlaces[] = {
    {"control policy", DeniedBy::organization},
    {"boundary", DeniedBy::boundary},
    {"session", DeniedBy::session},
    {"VPC endpoint", DeniedBy::vpc_endpoint},
    {"resource", DeniedBy::resource},
};

// The text after `start`, or nothing if it does not occur.
std::string_view after(std::string_view text, std::string_view start) {
  const std::size_t at = text.find(start);
  return at == text.npos ? std::string_view() : text.substr(at + start.size());
}

}  // namespace

Denial read_denial(std::string_view message) {
  std::string_view rest = after(message, "authorized to perform: ");
  Denial denial{DeniedBy::untold, take_until(rest, ' ')};
  std::string_view place = after(rest, "explicit deny");
  if (place.data() != nullptr) {
    denial.by = DeniedBy::deny;
  } else {
    place = after(rest, "because no ");
  }
  place = place.substr(0, std::min(place.find(':'), place.find(" allows")));
  for (const auto& known : kPlaces) {
    if (place.find(known.place) == place.npos) continue;
    denial.by = known.by;
    return denial;
  }
  if (message.starts_with("User: anonymous ")) denial.by = DeniedBy::no_signature;
  return denial;
}

}  // namespace wan53
