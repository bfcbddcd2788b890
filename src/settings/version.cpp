// SPDX-License-Identifier: MIT
#include "settings/version.h"

namespace wan53 {

std::string_view version() { return WAN53_VERSION; }
UtcSeconds built_at() { return WAN53_BUILD_EPOCH; }
UtcSeconds earliest_time() { return built_at() - 86'400; }

}  // namespace wan53
