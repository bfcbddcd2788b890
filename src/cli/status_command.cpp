// SPDX-License-Identifier: MIT
// Asks nobody: shows what the last rounds left behind. Exit status 0 when all records are right.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/status.h"
#include "cycle/memory.h"
#include "cycle/round.h"
#include "daemon/background.h"
#include "ddns/outcome.h"

namespace wan53 {
namespace {

struct Row {
  const RecordConfig* record;
  const PublishedState* published;  // null before the first round
  const RecordReport* report;       // null when the last round did not know the record
};

// All that is shown.
struct Facts {
  const Setup& setup;
  const Memory& memory;
  std::vector<Row> rows;
  bool running = false;
  bool stopped = false;
  UtcSeconds now = 0;
  std::int64_t now_ms = 0;  // monotonic
  ExitStatus exit = kExitDone;

  // 0 for none.
  UtcSeconds wall(std::int64_t ms) const { return ms == 0 ? 0 : now + (ms - now_ms) / 1'000; }
  bool due_at_once() const {
    const Volatile& recent = memory.recent;
    return (recent.last_round == 0 && recent.failures == 0) ||
           recent.config_digest != setup.config_digest;
  }
  UtcSeconds next_round() const {
    return due_at_once() ? 0 : wall(next_round_ms(setup.config, memory.recent));
  }
};

std::vector<Row> rows_of(const Config& config, const Memory& memory) {
  std::vector<Row> rows;
  for (const auto& record : config.records) {
    const RecordKey key = key_of(record);
    rows.push_back({&record, memory.state.find(key), memory.recent.find(key)});
  }
  return rows;
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

std::string_view daemon_text(const Facts& facts) {
  if (facts.running) return "running";
  if (!facts.setup.config.daemon) return "none (daemon = no): hooks and cron run single rounds";
  if (facts.stopped) return "stopped; `wan53 start` starts it";
  return "not running; `wan53 start` starts it";
}

std::string status_text(const Facts& facts) {
  const Volatile& recent = facts.memory.recent;
  std::string text;
  for (const auto& row : facts.rows) text += record_text(row, facts.now);
  for (const auto& external : recent.externals) {
    text += concat({"wan", to_text(external.unit), "         ", external.inner,
                    " is behind NAT; the internet sees ",
                    external.address.empty() ? "an unknown address" : external.address, "\n"});
  }
  text += concat({"daemon       ", daemon_text(facts), "\n"});
  text += concat({"last round   ", when_text(recent.last_round, facts.now), "\n"});
  const UtcSeconds next = facts.next_round();
  text += concat(
      {"next round   ", next <= facts.now ? std::string("due now") : when_text(next, facts.now)});
  if (recent.failures > 0) text += concat({", after ", to_text(recent.failures), " failed"});
  if (!facts.running && facts.setup.config.daemon) text += ", once the daemon runs";
  text += "\n";
  const UtcSeconds look = facts.wall(recent.next_look_ms);
  if (facts.running && look > facts.now && look < next) {
    text += concat({"next look    ", when_text(look, facts.now), "\n"});
  }
  if (!recent.trouble.empty()) text += concat({"wrong        ", recent.trouble, "\n"});
  if (recent.clock_offset_s != 0) {
    text += concat({"clock        off by ", to_text(recent.clock_offset_s),
                    " s; signatures are corrected, but check NTP\n"});
  }
  for (const auto& doubt : recent.doubts) text += concat({"doubt        ", doubt, "\n"});
  for (const auto& warning : recent.warnings) text += concat({"warning      ", warning, "\n"});
  return text;
}

void add_moment(cJSON* object, const char* name, UtcSeconds moment) {
  add_text_or_null(object, name, moment == 0 ? std::string() : rfc3339(moment));
}

void add_record(cJSON* record, const Row& row) {
  add_text(record, "name", row.record->name.display());
  add_text(record, "type", record_type(row.record->family));
  add_text_or_null(record, "set_identifier", row.record->set_identifier);
  add_text(record, "source", row.record->source.text());
  const PublishedState* published = row.published;
  add_text_or_null(record, "zone", published != nullptr ? published->zone_id : row.record->zone_id);
  add_text_or_null(record, "published", published != nullptr ? published->value : "");
  add_moment(record, "since", published != nullptr ? published->since : 0);
  const RecordReport* report = row.report;
  add_text_or_null(record, "observed", report != nullptr ? report->observed : "");
  add_text_or_null(record, "outcome", report != nullptr ? report->outcome : "");
  add_moment(record, "outcome_since", report != nullptr ? report->since : 0);
  add_text_or_null(record, "text", report != nullptr ? report->text : "");
}

Json json_of(const Facts& facts) {
  const Volatile& recent = facts.memory.recent;
  Json root = json_object();
  add_number(root.get(), "version", 1);
  add_bool(root.get(), "ok", facts.exit == kExitDone);
  cJSON* records = add_array(root.get(), "records");
  for (const auto& row : facts.rows) add_record(append_object(records), row);
  cJSON* externals = add_array(root.get(), "behind_nat");
  for (const auto& external : recent.externals) {
    cJSON* object = append_object(externals);
    add_text(object, "wan", "wan" + to_text(external.unit));
    add_text(object, "inner", external.inner);
    add_text_or_null(object, "outer", external.address);
  }
  add_text(root.get(), "daemon",
           facts.running                ? "running"
           : !facts.setup.config.daemon ? "none"
           : facts.stopped              ? "stopped"
                                        : "dead");
  add_moment(root.get(), "last_round", recent.last_round);
  add_moment(root.get(), "last_success", recent.last_success);
  add_moment(root.get(), "next_round", facts.next_round());
  add_moment(root.get(), "next_look", facts.running ? facts.wall(recent.next_look_ms) : 0);
  add_number(root.get(), "failures", recent.failures);
  add_text_or_null(root.get(), "trouble", recent.trouble);
  add_number(root.get(), "clock_offset", recent.clock_offset_s);
  add_texts(root.get(), "doubts", recent.doubts);
  add_texts(root.get(), "warnings", recent.warnings);
  return root;
}

// What another user may not read looks like nothing at all.
void tell_unreadable(World& world, const Places& places) {
  for (const std::string& path : {places.state_file(), places.volatile_file()}) {
    const auto content = world.files.read(path, kMaxStateBytes);
    if (!content) world.terminal.err(concat({"wan53: ", content.error().what, "\n"}));
  }
}

// As the last round's own exit status was; transient when a record has not been through a round
// yet.
ExitStatus status_of(const std::vector<Row>& rows, const Volatile& recent) {
  if (!recent.trouble.empty()) return kExitConfig;
  std::vector<Outcome> outcomes(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    outcomes[i].kind = OutcomeKind::waiting;
    if (rows[i].report == nullptr) continue;
    if (const auto kind = parse_outcome(rows[i].report->outcome)) outcomes[i].kind = *kind;
  }
  return exit_status(outcomes);
}

Facts facts_of(World& world, const Setup& setup, const Memory& memory) {
  Facts facts{.setup = setup, .memory = memory, .rows = rows_of(setup.config, memory)};
  facts.running = is_running(world, setup.places);
  facts.stopped = is_stopped(world, setup.places);
  facts.now = world.clock.wall() + memory.recent.clock_offset_s;
  facts.now_ms = world.clock.monotonic_ms();
  facts.exit = status_of(facts.rows, memory.recent);
  return facts;
}

}  // namespace

Json status_json(World& world, const Setup& setup) {
  const Memory memory = load_memory(world, setup.places);
  return json_of(facts_of(world, setup, memory));
}

Result<ExitStatus> status_command(World& world, const Options& options) {
  TRY_ASSIGN(const Setup setup, load_setup(world, options.config_file));
  const Memory memory = load_memory(world, setup.places);
  const Facts facts = facts_of(world, setup, memory);
  tell_unreadable(world, setup.places);
  world.terminal.out(options.json ? json_text(json_of(facts)) : status_text(facts));
  return facts.exit;
}

}  // namespace wan53
