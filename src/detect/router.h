// SPDX-License-Identifier: MIT
// What nvram says about the router, as far as the config needs it.
#pragma once

#include "ddns/config.h"
#include "ddns/wan.h"
#include "detect/nvram.h"

namespace wan53 {

// Reads no more than the config's sources need. Never fails: see RouterView::read_error.
RouterView read_router(Nvram& nvram, const Config& config);

}  // namespace wan53
