// SPDX-License-Identifier: MIT
// What `status --json` prints; `page` needs it, too.
#pragma once

#include "base/json.h"
#include "settings/settings.h"

namespace wan53 {

Json status_json(const Ports& ports, const Settings& settings);

}  // namespace wan53
