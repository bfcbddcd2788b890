// SPDX-License-Identifier: MIT
// Reads what a checker (an HTTPS service that tells its caller's address) answers. Pure.
#pragma once

#include "base/http.h"
#include "base/result.h"
#include "ddns/address.h"

namespace wan53 {

// The address in a reply of status 200 whose body, at most 256 bytes, is one address of `family`
// that the internet can reach, with ASCII blanks and line ends around it at most. The body must be
// known to be whole, since "203.0.113.1" may be the start of "203.0.113.12": a Content-Length must
// fit, and without one there must be a line end behind the address or chunks, whose end is marked.
// Errc::retry otherwise.
Result<Address> read_checker_reply(const HttpReply& reply, Family family);

}  // namespace wan53
