// SPDX-License-Identifier: MIT
#include "cli/report.h"

#include "base/json.h"
#include "base/text.h"

namespace wan53 {
namespace {

// RECORD: OUTCOME: TEXT, such as "home.example.com A: changed: from ... to ...".
std::string outcome_line(const Outcome& outcome) {
  return concat(
      {record_label(outcome.record), ": ", outcome_name(outcome.kind), ": ", outcome.text, "\n"});
}

}  // namespace

std::string round_text(const Round& round) {
  std::string text;
  for (const auto& outcome : round.outcomes) {
    if (!is_failure(outcome.kind)) text += outcome_line(outcome);
  }
  return text;
}

std::string round_errors(const Round& round) {
  std::string text;
  for (const auto& outcome : round.outcomes) {
    if (is_failure(outcome.kind)) text += "wan53: " + outcome_line(outcome);
  }
  for (const auto& warning : round.warnings) {
    text += concat({"wan53: warning: ", warning, "\n"});
  }
  return text;
}

std::string round_json(const Round& round, ExitStatus status) {
  const Json root = json_object();
  add_text(root.get(), "result", status == kExitDone ? "done" : "failed");
  add_number(root.get(), "exit", status);
  cJSON* records = add_array(root.get(), "records");
  for (const auto& outcome : round.outcomes) {
    cJSON* record = append_object(records);
    add_text(record, "name", outcome.record.name.display());
    add_text(record, "type", record_type(outcome.record.family));
    add_text_or_null(record, "set_identifier", outcome.record.set_identifier);
    add_text_or_null(record, "zone", outcome.zone_id);
    add_text(record, "outcome", outcome_name(outcome.kind));
    add_text_or_null(record, "address", outcome.desired.text());
    add_text_or_null(record, "old", outcome.old_values);
    add_text_or_null(record, "change", outcome.change_id);
    add_text(record, "text", outcome.text);
  }
  add_texts(root.get(), "warnings", round.warnings);
  return json_text(root);
}

std::string not_due_json() {
  const Json root = json_object();
  add_text(root.get(), "result", "not due");
  add_number(root.get(), "exit", kExitDone);
  add_array(root.get(), "records");
  add_array(root.get(), "warnings");
  return json_text(root);
}

}  // namespace wan53
