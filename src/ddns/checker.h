// SPDX-License-Identifier: MIT
// Reads the reply of a checker (an HTTPS service that tells its callers their address). Pure.
#pragma once

#include "base/http.h"
#include "base/result.h"
#include "ddns/address.h"

namespace wan53 {

// The address in the reply. The status must be 200 and the body, of at most 256 bytes, one address
// of `family` that the internet can reach; ASCII blanks and line ends around it are allowed. The
// body must also be provably complete, since "203.0.113.1" may be the start of "203.0.113.12": a
// Content-Length must match; without one, the body must end in a line end or be chunked.
// Errc::retry otherwise.
Result<Address> read_checker_reply(const HttpReply& reply, Family family);

}  // namespace wan53
