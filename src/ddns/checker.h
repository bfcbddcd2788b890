// SPDX-License-Identifier: MIT
// Reads what a checker (an HTTPS service that tells its caller's address) answers. Pure.
#pragma once

#include "base/http.h"
#include "base/result.h"
#include "ddns/address.h"

namespace wan53 {

// The body must be one address of `family` that the internet can reach, with blanks or a line end
// around it at most, and must be known to be whole: a line end behind the address, a fitting
// Content-Length, or chunks, whose end is marked. "203.0.113.1" may be the start of "203.0.113.12".
// Errc::bad_input otherwise.
Result<Address> read_checker_reply(const HttpReply& reply, Family family);

}  // namespace wan53
