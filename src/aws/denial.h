// SPDX-License-Identifier: MIT
// Reads AWS's text about a denied request: which kind of policy denies it, since only a change to
// that one helps. Pure.
// Source: "Troubleshoot access denied error messages", AWS IAM User Guide; API Gateway's texts.
#pragma once

#include <cstdint>
#include <string_view>

namespace wan53 {

enum class DeniedBy : std::uint8_t {
  untold,        // nothing allows it, or the text does not tell
  deny,          // an explicit Deny, of the identity or somewhere untold: no Allow outweighs it
  boundary,      // the permissions boundary denies it or does not allow it; the same for the next
  organization,  // a service or resource control policy
  session,       // the session's policy
  vpc_endpoint,  // the policy of the VPC endpoint
  resource,      // the policy of the topic, the API or the KMS key
  no_signature,  // "User: anonymous": the API did not ask who calls
};

struct Denial {
  DeniedBy by = DeniedBy::untold;
  std::string_view action;  // "route53:GetChange"; empty if the text does not tell
};
// The action points into `message`.
Denial read_denial(std::string_view message);

}  // namespace wan53
