// SPDX-License-Identifier: MIT
// The clock that mbedTLS checks certificates' dates against: the wall clock plus an offset that
// somebody has learned elsewhere. One for the process, since mbedTLS has one.
#pragma once

#include "base/time.h"

namespace wan53 {

void set_tls_clock_offset(Seconds offset);

}  // namespace wan53
