// SPDX-License-Identifier: MIT
#include "cli/status_facts.h"

#include "base/compose.h"
#include "base/utc.h"
#include "cli/classic_script.h"
#include "cycle/due.h"
#include "cycle/memory.h"
#include "daemon/background.h"

namespace wan53 {
namespace {

std::vector<StatusRow> rows_of(const Config& config, const Memory& memory) {
  std::vector<StatusRow> rows;
  for (const auto& record : config.records) {
    const RecordKey key = key_of(record);
    rows.push_back({&record, memory.state.find(key), memory.recent.find(key)});
  }
  return rows;
}

// Looks for itself, too: the last cycle may have been unable to remember anything.
std::vector<std::string> unwritten_folders(const Ports& ports, const Places& places,
                                           const Memory& memory) {
  std::vector<std::string> lines;
  const auto add = [&](const std::string& what, const std::optional<Unwritten>& known) {
    lines.push_back(known ? compose("{} (since {})", what, rfc3339(known->since)) : what);
  };
  const auto& in_ram = memory.state.run_folder;
  const auto& on_flash = memory.recent.state_folder;
  const Status now = check_writable(ports, places.run_folder);
  if (!now || in_ram) add(in_ram ? in_ram->what : now.error().what, in_ram);
  if (on_flash) {
    add(on_flash->what, on_flash);
  } else if (!now && !in_ram) {
    const Status flash = check_writable(ports, places.state_folder);
    if (!flash) add(flash.error().what, on_flash);
  }
  return lines;
}

// The same exit status as the last round's; transient if a record was in no round yet.
ExitStatus status_of(const std::vector<StatusRow>& rows, const Recent& recent) {
  if (!recent.blocking_error.empty()) return kExitConfig;
  std::vector<OutcomeKind> kinds;
  for (const auto& row : rows) {
    kinds.push_back(row.report == nullptr ? OutcomeKind::waiting : row.report->outcome);
  }
  return exit_status(kinds);
}

}  // namespace

std::optional<UtcTime> StatusFacts::next_round_time() const {
  const Recent& recent = memory.recent;
  const bool has_run = recent.last_round || recent.failures > 0;
  if (!has_run || recent.config_digest != settings.config_digest) return std::nullopt;
  return time_of(next_round(settings.config, recent));
}

std::optional<UtcTime> StatusFacts::next_cycle_time() const {
  if (!running || !memory.recent.next_cycle) return std::nullopt;
  return time_of(*memory.recent.next_cycle);
}

std::optional<UtcTime> StatusFacts::last_round_time() const {
  if (!memory.recent.last_round) return std::nullopt;
  return memory.recent.last_round->time;
}

std::optional<ProofReport> StatusFacts::proof() const {
  auto proof = memory.recent.proof;
  if (proof && proof->until && *proof->until <= time) proof->until.reset();
  return proof;
}

StatusFacts facts_of(const Ports& ports, const Settings& settings, const Memory& memory) {
  StatusFacts facts{.settings = settings,
                    .memory = memory,
                    .rows = rows_of(settings.config, memory),
                    .running = is_running(ports, settings.places),
                    .stopped = is_stopped(ports, settings.places),
                    .systemds = is_systemds(ports, settings.places),
                    .time = ports.clock->wall() + memory.recent.clock_offset,
                    .now = ports.clock->now(),
                    .cycle = find_cycle(ports, settings.places)};
  if (facts.cycle && !facts.cycle->runs) facts.cycle.reset();
  facts.warnings = unwritten_folders(ports, settings.places, memory);
  // Off a router they are cron's, and to list its jobs again and again would fill its log.
  if (ports.processes->exists("cru")) {
    for (const auto& where : find_classic(ports, settings.places)) {
      facts.warnings.push_back(compose("{}{}", where, kUpdaterWarning));
    }
  }
  facts.exit = status_of(facts.rows, memory.recent);
  if (facts.is_stuck() && facts.exit == kExitDone) facts.exit = kExitTransient;
  return facts;
}

}  // namespace wan53
