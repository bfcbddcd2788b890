// SPDX-License-Identifier: MIT
// The program's version, target and build date. The Makefile passes them to version.cpp alone, so
// that a new commit recompiles one file.
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace wan53 {

std::string_view version();  // "0.1.0"
std::string_view target();   // what it was built for: "armv7"
// The date of the commit that the program was built from: no correct clock shows an earlier time.
UtcTime built_at();
// A time before this is certainly wrong: the build date less a day, since the builder's clock may
// have been ahead.
UtcTime earliest_time();
// Errc::look_again if `now` is earlier than that: nothing may be signed with such a time.
Status check_time(UtcTime now);

}  // namespace wan53
