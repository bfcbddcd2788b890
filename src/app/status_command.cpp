// SPDX-License-Identifier: MIT
// Asks nobody: shows what the last rounds left behind. Exit status 0 when all records are right.
#include <algorithm>

#include "app/cli.h"
#include "app/memory.h"
#include "app/setup.h"
#include "base/json.h"
#include "base/text.h"
#include "ddns/outcome.h"

namespace wan53 {
namespace {

struct Row {
  const RecordConfig* record;
  const PublishedState* published;  // null before the first round
  const RecordReport* report;       // null when the last round did not know the record
};

std::vector<Row> rows_of(const Config& config, const Memory& memory) {
  std::vector<Row> rows;
  for (const auto& record : config.records) {
    const RecordKey key = key_of(record);
    const auto report = std::ranges::find(memory.recent.records, key, &RecordReport::key);
    rows.push_back({&record, memory.state.find(key),
                    report == memory.recent.records.end() ? nullptr : &*report});
  }
  return rows;
}

// When the next due round may start; 0 when it may at once.
UtcSeconds next_round(const Setup& setup, const Volatile& recent) {
  if (recent.last_round == 0 || recent.config_digest != setup.config_digest) return 0;
  return recent.failures > 0 ? recent.next_try : recent.last_round + setup.config.check_interval_s;
}

std::string when_text(UtcSeconds moment, UtcSeconds now) {
  if (moment == 0) return "never";
  return moment <= now ? concat({rfc3339(moment), " (", duration_text(now - moment), " ago)"})
                       : concat({rfc3339(moment), " (in ", duration_text(moment - now), ")"});
}

std::string record_text(const Row& row, UtcSeconds now) {
  std::string text = label(*row.record);
  text += "\n";
  if (row.published != nullptr && !row.published->value.empty()) {
    text += concat({"  published  ", row.published->value, ", TTL ", to_text(row.published->ttl),
                    ", since ", when_text(row.published->since, now), "\n"});
  } else {
    text += "  published  not known yet\n";
  }
  text += concat({"  source     ", row.record->source.text()});
  if (row.report != nullptr && !row.report->observed.empty()) {
    text += concat({": ", row.report->observed});
  }
  text += "\n";
  if (row.report != nullptr) {
    text += concat({"  last round ", row.report->outcome, ": ", row.report->text, "\n"});
  }
  return text;
}

std::string status_text(const Setup& setup, const Memory& memory, const std::vector<Row>& rows,
                        UtcSeconds now) {
  std::string text;
  for (const auto& row : rows) text += record_text(row, now);
  const Volatile& recent = memory.recent;
  text += concat({"last round   ", when_text(recent.last_round, now), "\n"});
  const UtcSeconds next = next_round(setup, recent);
  text += concat({"next round   ", next <= now ? std::string("due now") : when_text(next, now)});
  if (recent.failures > 0) text += concat({", after ", to_text(recent.failures), " failed"});
  text += "\n";
  if (recent.clock_offset_s != 0) {
    text += concat({"clock        off by ", to_text(recent.clock_offset_s),
                    " s; signatures are corrected, but check NTP\n"});
  }
  for (const auto& warning : recent.warnings) text += concat({"warning      ", warning, "\n"});
  return text;
}

void add_moment(cJSON* object, const char* name, UtcSeconds moment) {
  add_text_or_null(object, name, moment == 0 ? std::string() : rfc3339(moment));
}

std::string status_json(const Setup& setup, const Memory& memory, const std::vector<Row>& rows,
                        bool all_right) {
  const Json root = json_object();
  add_number(root.get(), "version", 1);
  add_bool(root.get(), "ok", all_right);
  cJSON* records = add_array(root.get(), "records");
  for (const auto& row : rows) {
    cJSON* record = append_object(records);
    add_text(record, "name", row.record->name.display());
    add_text(record, "type", record_type(row.record->family));
    add_text_or_null(record, "set_identifier", row.record->set_identifier);
    add_text(record, "source", row.record->source.text());
    const PublishedState* published = row.published;
    add_text_or_null(record, "zone",
                     published != nullptr ? published->zone_id : row.record->zone_id);
    add_text_or_null(record, "published", published != nullptr ? published->value : "");
    add_moment(record, "since", published != nullptr ? published->since : 0);
    add_text_or_null(record, "observed", row.report != nullptr ? row.report->observed : "");
    add_text_or_null(record, "outcome", row.report != nullptr ? row.report->outcome : "");
    add_text_or_null(record, "text", row.report != nullptr ? row.report->text : "");
  }
  const Volatile& recent = memory.recent;
  add_moment(root.get(), "last_round", recent.last_round);
  add_moment(root.get(), "last_success", recent.last_success);
  add_moment(root.get(), "next_round", next_round(setup, recent));
  add_number(root.get(), "failures", recent.failures);
  add_number(root.get(), "clock_offset", recent.clock_offset_s);
  cJSON* warnings = add_array(root.get(), "warnings");
  for (const auto& warning : recent.warnings) append_text(warnings, warning);
  return json_text(root);
}

// As the last round's own exit status was; transient when a record has not been through a round
// yet.
ExitStatus status_of(const std::vector<Row>& rows) {
  std::vector<Outcome> outcomes(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    outcomes[i].kind = OutcomeKind::waiting;
    if (rows[i].report == nullptr) continue;
    if (const auto kind = parse_outcome(rows[i].report->outcome)) outcomes[i].kind = *kind;
  }
  return exit_status(outcomes);
}

}  // namespace

Result<ExitStatus> status_command(World& world, const Options& options) {
  TRY_ASSIGN(const Setup setup, load_setup(world, options.config_file));
  const Memory memory = load_memory(world, setup.places);
  const auto rows = rows_of(setup.config, memory);
  const UtcSeconds now = world.clock.wall() + memory.recent.clock_offset_s;
  const ExitStatus status = status_of(rows);
  world.terminal.out(options.json ? status_json(setup, memory, rows, status == kExitDone)
                                  : status_text(setup, memory, rows, now));
  return status;
}

}  // namespace wan53
