// SPDX-License-Identifier: MIT
#include "cli/report.h"

#include "base/json.h"
#include "base/text.h"

namespace wan53 {
namespace {

// "unchanged: ..." reads well; a failure's text says enough by itself.
std::string line(const Outcome& outcome) {
  return concat(
      {label(outcome.record), ": ", outcome_name(outcome.kind), ": ", outcome.text, "\n"});
}

}  // namespace

std::string round_text(const RoundResult& result) {
  std::string text;
  for (const auto& outcome : result.outcomes) {
    if (!is_failure(outcome.kind)) text += line(outcome);
  }
  return text;
}

std::string round_errors(const RoundResult& result) {
  std::string text;
  for (const auto& outcome : result.outcomes) {
    if (is_failure(outcome.kind)) text += "wan53: " + line(outcome);
  }
  for (const auto& warning : result.warnings) {
    text += concat({"wan53: warning: ", warning, "\n"});
  }
  return text;
}

std::string round_json(const RoundResult& result, ExitStatus status) {
  const Json root = json_object();
  add_text(root.get(), "result", status == kExitDone ? "done" : "failed");
  add_number(root.get(), "exit", status);
  cJSON* records = add_array(root.get(), "records");
  for (const auto& outcome : result.outcomes) {
    cJSON* record = append_object(records);
    add_text(record, "name", outcome.record.name.display());
    add_text(record, "type", record_type(outcome.record.family));
    add_text_or_null(record, "set_identifier", outcome.record.set_identifier);
    add_text_or_null(record, "zone", outcome.zone_id);
    add_text(record, "outcome", outcome_name(outcome.kind));
    add_text_or_null(record, "address", text_of(outcome.plan.addresses));
    add_text_or_null(record, "old", outcome.plan.old_values);
    add_text_or_null(record, "change", outcome.change_id);
    add_text(record, "text", outcome.text);
  }
  add_texts(root.get(), "warnings", result.warnings);
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
