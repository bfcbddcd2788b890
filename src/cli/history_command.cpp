// SPDX-License-Identifier: MIT
#include "base/compose.h"
#include "base/json.h"
#include "base/utc.h"
#include "cli/answer.h"
#include "cli/changes.h"
#include "cli/cli.h"
#include "settings/settings.h"

namespace wan53 {
namespace {

std::string history_text(const std::vector<HistoryEntry>& entries) {
  if (entries.empty()) return "nothing has changed yet\n";
  std::string text;
  for (const auto& entry : entries) {
    text += compose("{}  {}  {} -> {}", rfc3339(entry.at), entry.record, entry.old_value,
                    entry.new_value);
    if (!entry.because.empty()) text += compose("  ({})", entry.because);
    text += '\n';
  }
  return text;
}

}  // namespace

void add_changes(cJSON* object, const char* name, const std::vector<HistoryEntry>& entries) {
  cJSON* changes = add_array(object, name);
  for (const auto& entry : entries) {
    cJSON* change = append_object(changes);
    add_text(change, "at", rfc3339(entry.at));
    add_text(change, "record", entry.record);
    add_text(change, "old", entry.old_value);
    add_text(change, "new", entry.new_value);
    add_text_or_null(change, "because", entry.because);
    if (entry.took) add_number(change, "took", entry.took->count());
  }
}

Result<ExitStatus> history_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Places& places, find_places(ports, options.config_file));
  TRY_ASSIGN(const auto& content, ports.files->read(places.history_file(), kLargestHistoryFile));
  if (!content) TRY(check_set_up(ports, places));
  const auto entries = parse_history(content ? content->text : std::string());
  if (!options.json) {
    ports.terminal->out(history_text(entries));
    return kExitDone;
  }
  const Json root = new_answer(kExitDone);
  add_changes(root.get(), "changes", entries);
  ports.terminal->out(json_text(root));
  return kExitDone;
}

}  // namespace wan53
