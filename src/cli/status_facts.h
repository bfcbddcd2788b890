// SPDX-License-Identifier: MIT
// What `status` shows in each of its forms: for a person, a program or Prometheus.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ddns/outcome.h"
#include "ddns/recent.h"
#include "settings/ports.h"
#include "settings/progress.h"
#include "settings/settings.h"

namespace wan53 {

struct StatusRow {
  const RecordConfig* record;
  const PublishedState* published;  // null before the first round
  const RecordReport* report;       // null if the last round did not have the record
};

// `settings` and `memory` outlive it.
struct StatusFacts {
  const Settings& settings;
  const Memory& memory;
  std::vector<StatusRow> rows;
  bool running;
  bool stopped;
  bool systemds;  // systemd starts the daemon
  UtcTime time;   // now, by the corrected clock
  Moment now;
  std::optional<SeenCycle> cycle;  // that runs now
  // Of now, not of a round: folders that cannot be written to, other updaters.
  std::vector<std::string> warnings = {};
  ExitStatus exit = kExitDone;

  bool is_stuck() const { return cycle && cycle->is_stuck(now); }
  UtcTime time_of(Moment moment) const { return time + whole_seconds(moment - now); }
  // Nothing if it is due at once.
  std::optional<UtcTime> next_round_time() const;
  std::optional<UtcTime> next_cycle_time() const;
  std::optional<UtcTime> last_round_time() const;
  // Without the end of a session that is over.
  std::optional<ProofReport> proof() const;
};

// What earlier cycles remembered, and the state of the daemon. Uses no network.
StatusFacts facts_of(const Ports& ports, const Settings& settings, const Memory& memory);

}  // namespace wan53
