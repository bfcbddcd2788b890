// SPDX-License-Identifier: MIT
// The history of changes, which is written before volatile.json and state.json: if the process ends
// in between, they lag behind it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cycle/round.h"
#include "ddns/recent.h"
#include "detect/detect.h"
#include "settings/places.h"
#include "settings/ports.h"

namespace wan53 {

// What led to a round, and when it ended.
struct Story {
  std::string_view because;
  std::optional<Moment> event;  // when that happened, if it is known
  RoundEnd end;
};

// Appends the round's changes to the history file, which lasts once `save_memory` has synced the
// folder. `detected` has the round's records in its order, `before` what was known of them when it
// began. A failure is logged, too.
Status add_to_history(const Ports& ports, const Places& places, const Round& round,
                      const std::vector<DetectedRecord>& detected, const RoundMemory& before,
                      const Story& story, Log& log);

// If the history's last line about a record is a change that `memory` does not know yet, takes it
// into `memory`: otherwise the next round would tell it again. Reads the history only if some
// record's address is new.
void catch_up_with_history(const Ports& ports, const Places& places,
                           const std::vector<DetectedRecord>& detected, Memory& memory);

}  // namespace wan53
