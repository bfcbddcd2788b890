// SPDX-License-Identifier: MIT
#include "settings/version.h"

#include "base/utc.h"

namespace wan53 {

std::string_view version() { return WAN53_VERSION; }
std::string_view target() { return WAN53_TARGET; }
UtcTime built_at() { return utc_time(WAN53_BUILD_EPOCH); }
UtcTime earliest_time() { return built_at() - std::chrono::days(1); }

Status check_time(UtcTime now) {
  if (now >= earliest_time()) return {};
  return fail(Errc::look_again,
              "the clock says {}, which is before this program was built; wait for NTP or "
              "set it",
              rfc3339(now));
}

}  // namespace wan53
