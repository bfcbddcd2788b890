// SPDX-License-Identifier: MIT
#include "cycle/told.h"

#include <algorithm>

#include "base/text.h"
#include "ddns/history.h"

namespace wan53 {
namespace {

const HistoryEntry* last_about(const std::vector<HistoryEntry>& history, std::string_view record) {
  for (auto entry = history.rbegin(); entry != history.rend(); ++entry) {
    if (entry->record == record) return &*entry;
  }
  return nullptr;
}

bool may_lag_behind(const DetectedRecord& detected, const Memory& memory) {
  if (!detected.desired) return false;
  const RecordKey key = key_of(detected.record);
  return memory.state.find_other(key, detected.desired->addresses) != nullptr ||
         std::ranges::find(memory.recent.unconfirmed, key, &UnconfirmedWrite::key) !=
             memory.recent.unconfirmed.end();
}

// How long the record's address waited to be published; nothing if it was published before.
std::optional<Seconds> time_taken(const DetectedRecord& detected, const RoundMemory& before,
                                  const Story& story) {
  const RecordReport* report = before.find(key_of(detected.record));
  if (report != nullptr && report->observed == detected.observed() &&
      !is_failure(report->outcome) && !is_waiting(report->outcome)) {
    return std::nullopt;
  }
  const Moment since =
      std::min(detected.observed_since, story.event.value_or(detected.observed_since));
  return whole_seconds(story.end.at - since);
}

}  // namespace

void catch_up_with_history(const Ports& ports, const Places& places,
                           const std::vector<DetectedRecord>& detected, Memory& memory) {
  std::vector<const DetectedRecord*> doubtful;
  for (const auto& record : detected) {
    if (may_lag_behind(record, memory)) doubtful.push_back(&record);
  }
  if (doubtful.empty()) return;
  const auto file = ports.files->read(places.history_file(), kLargestHistoryFile);
  if (!file || !*file) return;
  const std::vector<HistoryEntry> history = parse_history((*file)->text);
  for (const DetectedRecord* record : doubtful) {
    const RecordKey key = key_of(record->record);
    const AddressSet& desired = record->desired->addresses;
    const HistoryEntry* last = last_about(history, record_label(record->record));
    if (last == nullptr || last->new_value != desired.text()) continue;
    const auto erased =
        std::erase_if(memory.recent.unconfirmed, [&](const UnconfirmedWrite& write) {
          return write.key == key && write.addresses == desired &&
                 write.old_values == last->old_value;
        });
    const PublishedState* known = memory.state.find_other(key, desired);
    if (erased != 0 || (known != nullptr && known->addresses.text() == last->old_value)) {
      PublishedState& entry = memory.state.entry(key);
      entry.addresses = desired;
      entry.since = last->at;
    }
  }
}

Status add_to_history(const Ports& ports, const Places& places, const Round& round,
                      const std::vector<DetectedRecord>& detected, const RoundMemory& before,
                      const Story& story, Log& log) {
  auto changes = std::ranges::count_if(round.outcomes, is_change, &Outcome::kind);
  if (changes == 0) return {};
  auto old = ports.files->read(places.history_file(), kLargestHistoryFile);
  if (!old) {
    log.write(LogLevel::warning, old.error().what);
    return pass_on(old);
  }
  std::string text = *old ? (*old)->text : std::string();
  constexpr auto kMost = static_cast<std::ptrdiff_t>(kMaxHistoryEntries);
  for (std::size_t i = 0; i < round.outcomes.size(); ++i) {
    const Outcome& outcome = round.outcomes[i];
    // The last ones push out the others.
    if (!is_change(outcome.kind) || changes-- > kMost) continue;
    text = history_with(text, {story.end.time, record_label(outcome.record), outcome.old_values,
                               outcome.desired.text(), std::string(story.because),
                               time_taken(detected[i], before, story)});
  }
  TRY(ports.files->make_private_folder(places.state_folder));
  Status saved = ports.files->replace(places.history_file(), text, Files::Sync::text);
  if (!saved) log.write(LogLevel::warning, saved.error().what);
  return saved;
}

}  // namespace wan53
