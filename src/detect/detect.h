// SPDX-License-Identifier: MIT
// The first half of a cycle, before any request to AWS: what each record should say, or why that is
// not known.
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
  RecordConfig record;
  Detection detection;
  Moment observed_since;  // since when the source shows just these addresses
  // Or why nothing may be published now: the detection's error, an unpublishable address, an unset
  // clock, or flapping (Errc::wait).
  Result<DesiredRecord> desired;
  bool retry_soon = false;

  // As detected; empty without an address.
  AddressSet observed() const { return detection.addresses.value_or(AddressSet()); }
};

struct Detections {
  std::optional<RouterView> router;     // nothing off a router
  std::vector<DetectedRecord> records;  // one per configured record, in the config's order
  std::vector<std::string> unverified;  // why an address or the clock could not be verified
  std::optional<Moment> next_check;     // when the checkers are to be asked again
  std::optional<Moment> held_until;     // a flapping address may be published then
};

struct DetectOptions {
  std::optional<Address> given = {};  // --ip
  bool after_event = false;           // something has happened: checkers are asked anew
  bool hold_flapping = true;
};

// Brings `memory.recent` up to date about the clock and the addresses behind NAT.
Detections detect(const Ports& ports, const Settings& settings, Nvram& nvram,
                  const DetectOptions& options, Memory& memory);

}  // namespace wan53
