// SPDX-License-Identifier: MIT
// What this program is. The Makefile passes both values to version.cpp alone, so that a new commit
// compiles one file anew.
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace wan53 {

std::string_view version();  // "0.1.0"
// The date of the commit it was built from: no true clock can show an earlier time.
UtcTime built_at();
// A time before this is certainly wrong: the build date, less a day, since the builder's own clock
// may have been ahead.
UtcTime earliest_time();
// Errc::look_again for such a time: nothing is signed with it.
Status check_time(UtcTime now);

}  // namespace wan53
