// SPDX-License-Identifier: MIT
#include "cycle/narrate.h"

#include <algorithm>

#include "base/text.h"
#include "base/utc.h"
#include "ddns/history.h"

namespace wan53 {
namespace {

// Above our own limit: a file that something else made longer is shortened, not thrown away.
constexpr std::size_t kLargestHistory = 64 * 1024;

std::string in_brackets(std::string_view because) {
  return because.empty() ? std::string() : concat({" (", because, ")"});
}

void narrate_record(const Outcome& outcome, const RecordReport* before, const Recent& now,
                    std::string_view because, Log& log) {
  const std::string who = record_label(outcome.record);
  const std::string_view kind = outcome_name(outcome.kind);
  const auto kind_before = before == nullptr ? std::nullopt : std::optional(before->outcome);
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
    if (kind_before == OutcomeKind::waiting) return;  // the line above says it all
  }
  if (!failed_before || !now.last_round) return;
  log.write(LogLevel::notice, concat({who, ": right again after ",
                                      duration_text(now.last_round->time - before->since), ": ",
                                      outcome.desired.text(), " is published"}));
}

}  // namespace

void narrate(const Round& round, const Recent& before, const Recent& now, std::string_view because,
             Log& log) {
  if (now.blocking_error.empty() && !before.blocking_error.empty()) {
    log.write(LogLevel::notice, "the keys and certificates can be used again");
  } else if (!now.blocking_error.empty() && now.blocking_error != before.blocking_error) {
    log.write(LogLevel::error, now.blocking_error);
  }
  if (!now.blocking_error.empty()) return;
  for (const auto& outcome : round.outcomes) {
    narrate_record(outcome, before.find(key_of(outcome.record)), now, because, log);
  }
  if (!round.warnings.empty() && before.warnings.empty()) {
    for (const auto& warning : round.warnings) log.write(LogLevel::warning, warning);
  }
}

void narrate_unverified(const std::vector<std::string>& before, const std::vector<std::string>& now,
                        Log& log) {
  for (const auto& line : now) {
    if (std::ranges::find(before, line) == before.end()) log.write(LogLevel::warning, line);
  }
  if (now.empty() && !before.empty()) {
    log.write(LogLevel::notice, "the address and the clock are verified again");
  }
}

Status add_to_history(const Ports& ports, const Places& places, const Round& round,
                      std::string_view because, UtcTime now, Log& log) {
  if (std::ranges::none_of(round.outcomes, is_change, &Outcome::kind)) return {};
  auto old = ports.files->read(places.history_file(), kLargestHistory);
  if (!old) {
    log.write(LogLevel::warning, old.error().what);
    return pass_on(old.error());
  }
  std::string text = *old ? (*old)->text : std::string();
  for (const auto& outcome : round.outcomes) {
    if (!is_change(outcome.kind)) continue;
    text = history_with(text, {now, record_label(outcome.record), outcome.old_values,
                               outcome.desired.text(), std::string(because)});
  }
  TRY(ports.files->make_private_folder(places.state_folder));
  Status saved = ports.files->replace(places.history_file(), text);
  if (!saved) log.write(LogLevel::warning, saved.error().what);
  return saved;
}

}  // namespace wan53
