// SPDX-License-Identifier: MIT
// The history as `history --json` and the router's web page have it.
#pragma once

#include <vector>

#include "base/json.h"
#include "ddns/history.h"

namespace wan53 {

// Adds an array of the changes, in their order.
void add_changes(cJSON* object, const char* name, const std::vector<HistoryEntry>& entries);

}  // namespace wan53
