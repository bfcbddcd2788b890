// SPDX-License-Identifier: MIT
// Loads state.json and volatile.json, and writes them back when they differ. Losing either costs a
// request or two, never a wrong record.
#pragma once

#include <memory>

#include "ddns/recent.h"
#include "settings/places.h"
#include "settings/ports.h"

namespace wan53 {

// Damaged or missing files read as empty, and so do files that others could have written.
Memory load_memory(const Ports& ports, const Places& places);
// Makes the folders. Flash is not touched when the state is what the file says already.
Status save_memory(const Ports& ports, const Places& places, const Memory& memory);

// The round lock: held by whoever runs a round. Errc::retry when another process holds it for
// longer than a round may take.
Result<std::unique_ptr<FileLock>> lock_round(const Ports& ports, const Places& places);

}  // namespace wan53
