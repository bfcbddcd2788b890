// SPDX-License-Identifier: MIT
// The first half of a cycle: finds what each record should say, or why that is unknown. Publishes
// nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ddns/detection.h"
#include "ddns/recent.h"
#include "detect/router.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

struct DetectedRecord {
  const RecordConfig& record;  // the config's, which outlives it
  Detection detection;
  Moment observed_since;  // since when the source has shown exactly these addresses
  // Or why nothing may be published now: the detection's error, an unpublishable address, an unset
  // clock, or flapping (Errc::wait).
  Result<DesiredRecord> desired;
  bool retry_soon = false;

  // The detected addresses; empty if there are none.
  AddressSet observed() const { return detection.addresses.value_or(AddressSet()); }
};

struct Detections {
  std::optional<RouterView> router;     // nothing off a router
  std::vector<DetectedRecord> records;  // one per configured record, in the config's order
  std::vector<std::string> unverified;  // why an address or the clock could not be verified
  std::optional<Moment> next_check;     // when to ask the checkers or the companion again
  std::optional<Moment> held_until;     // when a flapping address may be published
};

struct DetectOptions {
  std::optional<Address> given = {};  // --ip
  bool after_event = false;           // something has happened: ask the checkers again
  bool by_hand = false;               // a person asks
  bool hold_flapping = true;
  bool asks_nobody = false;  // no checker: what is known, or Errc::look_again
};

// Updates the clock and the external addresses in `memory.recent`.
Detections detect(const Ports& ports, const Settings& settings, Nvram& nvram,
                  const DetectOptions& options, Memory& memory);

}  // namespace wan53
