// SPDX-License-Identifier: MIT
// The text of an IP address. Not inet_ntop: musl's needs printf.
#pragma once

#include <string>
#include <string_view>

namespace wan53 {

// Dotted decimal for 4 octets in network order; for 16 RFC 5952: lower case, the first longest run
// of zeros as "::".
std::string ip_text(std::string_view octets);

}  // namespace wan53
