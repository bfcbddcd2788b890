// SPDX-License-Identifier: MIT
#include "cycle/narrate.h"

#include <algorithm>

#include "base/text.h"
#include "ddns/history.h"

namespace wan53 {
namespace {

// One that grew by another hand is cut, not thrown away.
constexpr std::size_t kLargestHistory = 64 * 1024;

std::string in_brackets(std::string_view because) {
  return because.empty() ? std::string() : concat({" (", because, ")"});
}

void narrate_record(const Outcome& outcome, const RecordReport* before, UtcSeconds now,
                    std::string_view because, Log& log) {
  const std::string who = label(outcome.record);
  const std::string_view kind = outcome_name(outcome.kind);
  const auto kind_before = before == nullptr ? std::nullopt : parse_outcome(before->outcome);
  const bool failed_before = kind_before && is_failure(*kind_before);
  if (is_failure(outcome.kind)) {
    const bool goes_on = kind_before == outcome.kind;
    if (goes_on && before->text == outcome.text) return;
    const LogLevel level = goes_on                                ? LogLevel::info
                           : outcome.kind == OutcomeKind::waiting ? LogLevel::notice
                                                                  : LogLevel::warning;
    log.write(level, concat({who, ": ", kind, ": ", outcome.text}));
    return;
  }
  if (is_change(outcome.kind)) {
    log.write(LogLevel::notice, concat({who, ": ", kind, " ", outcome.text, in_brackets(because)}));
    if (kind_before == OutcomeKind::waiting) return;  // what it waited for is said
  }
  if (!failed_before) return;
  log.write(LogLevel::notice, concat({who, ": right again after ",
                                      duration_text(std::max<std::int64_t>(0, now - before->since)),
                                      ": ", outcome.observed, " is published"}));
}

}  // namespace

void narrate(const RoundResult& result, const Volatile& before, const Memory& memory,
             std::string_view because, Log& log) {
  const Volatile& recent = memory.recent;
  if (recent.trouble.empty() && !before.trouble.empty()) {
    log.write(LogLevel::notice, "the keys and certificates can be used again");
  } else if (!recent.trouble.empty() && recent.trouble != before.trouble) {
    log.write(LogLevel::error, recent.trouble);
  }
  if (!recent.trouble.empty()) return;
  for (const auto& outcome : result.outcomes) {
    narrate_record(outcome, before.find(key_of(outcome.record)), recent.last_round, because, log);
  }
  if (!result.warnings.empty() && before.warnings.empty()) {
    for (const auto& warning : result.warnings) log.write(LogLevel::warning, warning);
  }
}

void narrate_doubts(const std::vector<std::string>& before, const std::vector<std::string>& now,
                    Log& log) {
  for (const auto& doubt : now) {
    if (std::ranges::find(before, doubt) == before.end()) log.write(LogLevel::warning, doubt);
  }
  if (now.empty() && !before.empty()) {
    log.write(LogLevel::notice, "no doubt is left about the address and the clock");
  }
}

void add_to_history(World& world, const Places& places, const RoundResult& result,
                    std::string_view because, UtcSeconds now, Log& log) {
  if (std::ranges::none_of(result.outcomes, is_change, &Outcome::kind)) return;
  const auto old = world.files.read(places.history_file(), kLargestHistory);
  if (!old) {
    log.write(LogLevel::warning, old.error().what);
    return;
  }
  std::string text = *old ? (*old)->text : std::string();
  for (const auto& outcome : result.outcomes) {
    if (!is_change(outcome.kind)) continue;
    text = history_with(text, {now, label(outcome.record), outcome.plan.old_values,
                               outcome.observed, std::string(because)});
  }
  if (const auto saved = world.files.replace(places.history_file(), text); !saved) {
    log.write(LogLevel::warning, saved.error().what);
  }
}

}  // namespace wan53
