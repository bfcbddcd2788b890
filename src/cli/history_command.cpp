// SPDX-License-Identifier: MIT
#include "base/compose.h"
#include "base/json.h"
#include "base/utc.h"
#include "cli/answer.h"
#include "cli/cli.h"
#include "ddns/history.h"
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
    text += "\n";
  }
  return text;
}

std::string history_json(const std::vector<HistoryEntry>& entries) {
  const Json root = new_answer(kExitDone);
  cJSON* changes = add_array(root.get(), "changes");
  for (const auto& entry : entries) {
    cJSON* change = append_object(changes);
    add_text(change, "at", rfc3339(entry.at));
    add_text(change, "record", entry.record);
    add_text(change, "old", entry.old_value);
    add_text(change, "new", entry.new_value);
    add_text_or_null(change, "because", entry.because);
  }
  return json_text(root);
}

}  // namespace

Result<ExitStatus> history_command(const Ports& ports, const Options& options) {
  TRY_ASSIGN(const Places& places, find_places(ports, options.config_file));
  TRY_ASSIGN(const auto& content, ports.files->read(places.history_file(), kMaxHistoryBytes));
  if (!content) TRY(check_set_up(ports, places));
  const auto entries = parse_history(content ? content->text : std::string());
  ports.terminal->out(options.json ? history_json(entries) : history_text(entries));
  return kExitDone;
}

}  // namespace wan53
