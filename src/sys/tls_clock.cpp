// SPDX-License-Identifier: MIT
#include "sys/tls_clock.h"

#include <mbedtls/platform.h>
#include <time.h>

namespace wan53 {
namespace {

Seconds g_offset{0};

mbedtls_time_t corrected_time(mbedtls_time_t* also_here) {
  const auto now = static_cast<mbedtls_time_t>(time(nullptr) + g_offset.count());
  if (also_here) *also_here = now;
  return now;
}

}  // namespace

void set_tls_clock_offset(Seconds offset) {
  g_offset = offset;
  mbedtls_platform_set_time(corrected_time);
}

}  // namespace wan53
