// SPDX-License-Identifier: MIT
// The clock that mbedTLS checks certificates' dates against: the wall clock plus an offset that
// the caller has learned from a server. Global, since mbedTLS has one clock per process.
#pragma once

#include "base/time.h"

namespace wan53 {

void set_tls_clock_offset(Seconds offset);

}  // namespace wan53
