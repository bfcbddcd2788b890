// SPDX-License-Identifier: MIT
// Looks for the address that a record should carry, at the record's own source.
#pragma once

#include <optional>

#include "app/world.h"
#include "ddns/config.h"
#include "ddns/plan.h"

namespace wan53 {

// `given` (--ip) stands in for the source of every record of its family. Of an interface's
// addresses the first counts that the internet can reach, else the first of global scope;
// temporary, deprecated and tentative ones never do.
Observation observe(const RecordConfig& record, Interfaces& interfaces,
                    const std::optional<Address>& given);

}  // namespace wan53
