// SPDX-License-Identifier: MIT
#include "cycle/narrate.h"

#include <algorithm>

#include "base/compose.h"
#include "base/utc.h"

namespace wan53 {
namespace {

std::string in_brackets(std::string_view because) {
  return because.empty() ? std::string() : compose(" ({})", because);
}

void narrate_record(const Outcome& outcome, const RecordReport* before, const RoundMemory& now,
                    std::string_view because, Log& log) {
  const std::string who = record_label(outcome.record);
  const std::string_view kind = outcome_name(outcome.kind);
  const auto kind_before = before == nullptr ? std::nullopt : std::optional(before->outcome);
  const bool failed_before = kind_before && is_failure(*kind_before);
  if (is_failure(outcome.kind) || is_waiting(outcome.kind)) {
    const bool goes_on = kind_before == outcome.kind;
    const LogLevel level = goes_on && before->text == outcome.text ? LogLevel::debug
                           : goes_on                               ? LogLevel::info
                           : is_waiting(outcome.kind)              ? LogLevel::notice
                                                                   : LogLevel::warning;
    log.write(level, compose("{}: {}: {}", who, kind, outcome.text));
    return;
  }
  if (is_change(outcome.kind)) {
    log.write(LogLevel::notice,
              compose("{}: {} {}{}", who, kind, outcome.text, in_brackets(because)));
    if (kind_before == OutcomeKind::waiting) return;  // the line above says it all
  } else {
    log.write(LogLevel::debug, compose("{}: {}: {}", who, kind, outcome.text));
  }
  if (!failed_before || !now.last_round) return;
  log.write(LogLevel::notice,
            compose("{}: right again after {}: {} is published", who,
                    duration_text(now.last_round->time - before->since), outcome.desired.text()));
}

void log_new(const std::vector<std::string>& before, const std::vector<std::string>& now,
             Log& log) {
  for (const auto& line : now) {
    if (std::ranges::find(before, line) == before.end()) log.write(LogLevel::warning, line);
  }
}

}  // namespace

void narrate(const Round& round, const RoundMemory& before, const RoundMemory& now,
             std::string_view because, Log& log) {
  if (now.blocking_error.empty() && !before.blocking_error.empty()) {
    log.write(LogLevel::notice, "the keys and certificates can be used again");
  } else if (!now.blocking_error.empty() && now.blocking_error != before.blocking_error) {
    log.write(LogLevel::error, now.blocking_error);
  }
  if (!now.blocking_error.empty()) return;
  for (const auto& outcome : round.outcomes) {
    narrate_record(outcome, before.find(key_of(outcome.record)), now, because, log);
  }
  log_new(before.warnings, round.warnings, log);
}

void narrate_unverified(const std::vector<std::string>& before, const std::vector<std::string>& now,
                        Log& log) {
  log_new(before, now, log);
  if (now.empty() && !before.empty()) {
    log.write(LogLevel::notice, "the address and the clock are verified again");
  }
}

}  // namespace wan53
