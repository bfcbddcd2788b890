// SPDX-License-Identifier: MIT
#include "cli/report.h"

#include "base/compose.h"
#include "base/json.h"
#include "cli/answer.h"

namespace wan53 {
namespace {

// RECORD: OUTCOME: TEXT, such as "home.example.com A: changed: from ... to ...".
std::string outcome_line(const Outcome& outcome) {
  return compose("{}: {}: {}\n", record_label(outcome.record), outcome_name(outcome.kind),
                 outcome.text);
}

std::string report_json(const Round& round, const Result<ExitStatus>& end,
                        std::string_view result) {
  const Json root = new_answer(end ? *end : exit_status(end.error().code));
  add_text(root.get(), "result", result);
  add_text_or_null(root.get(), "error", end ? "" : end.error().what);
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
    text += compose("wan53: warning: {}\n", warning);
  }
  return text;
}

std::string round_json(const Round& round, const Result<ExitStatus>& end) {
  return report_json(round, end, end && *end == kExitDone ? "done" : "failed");
}

std::string not_due_json(const Result<ExitStatus>& end) {
  return report_json({}, end, end ? "not due" : "failed");
}

}  // namespace wan53
