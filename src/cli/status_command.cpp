// SPDX-License-Identifier: MIT
// Uses no network: shows what earlier cycles remembered. Exit status 0 if all records are right.
#include <algorithm>

#include "base/compose.h"
#include "base/json.h"
#include "base/utc.h"
#include "cli/answer.h"
#include "cli/cli.h"
#include "cli/status.h"
#include "cli/status_facts.h"
#include "cli/status_prometheus.h"
#include "cycle/memory.h"
#include "daemon/background.h"
#include "ddns/mask.h"
#include "ddns/outcome.h"

namespace wan53 {
namespace {

std::string when_text(std::optional<UtcTime> time, UtcTime now) {
  if (!time) return "never";
  return *time <= now ? compose("{} ({} ago)", rfc3339(*time), duration_text(now - *time))
                      : compose("{} (in {})", rfc3339(*time), duration_text(*time - now));
}

std::string record_text(const StatusRow& row, UtcTime now) {
  std::string text = record_label(*row.record);
  text += '\n';
  if (row.published != nullptr && !row.published->addresses.empty()) {
    text += compose("  published  {}, TTL {}, since {}\n", row.published->addresses.text(),
                    row.published->ttl, when_text(row.published->since, now));
  } else {
    text += "  published  not known yet\n";
  }
  text += compose("  source     {}", row.record->source.text());
  if (row.report != nullptr && !row.report->observed.empty()) {
    text += compose(": {}", row.report->observed.text());
  }
  text += '\n';
  if (row.report != nullptr) {
    text += compose("  last round {}: {}\n", outcome_name(row.report->outcome), row.report->text);
  }
  return text;
}

std::string daemon_text(const StatusFacts& facts) {
  if (facts.running) return "running";
  if (!facts.settings.config.daemon) return "none (daemon = no): hooks and cron run single rounds";
  return compose("{}; {} starts it", facts.stopped ? "stopped" : "not running",
                 how_to_start(facts.systemds));
}

std::string proof_text(const ProofReport& proof, UtcTime now) {
  std::string text = compose("proof        {}", proof.by);
  if (proof.until) text += compose(", until {}", when_text(proof.until, now));
  text += '\n';
  if (!proof.error.empty()) {
    text += compose("warning      no new credentials{}: {}\n",
                    proof.until ? ", so the present ones stay in use" : "", proof.error);
  }
  return text;
}

std::string status_text(const StatusFacts& facts) {
  const Recent& recent = facts.memory.recent;
  std::string text;
  for (const auto& row : facts.rows) text += record_text(row, facts.time);
  for (const auto& external : recent.externals) {
    if (!external.is_behind_nat()) continue;
    text +=
        compose("{}         {} is behind NAT; the internet sees {}\n", external.way, external.inner,
                external.address ? external.address->text() : "an unknown address");
  }
  if (const auto proof = facts.proof()) text += proof_text(*proof, facts.time);
  text += compose("daemon       {}\n", daemon_text(facts));
  if (facts.cycle) {
    text += compose("in progress  since {}: {}\n",
                    when_text(facts.time_of(facts.cycle->start), facts.time), facts.cycle->step);
  }
  if (facts.is_stuck()) {
    text += compose("wrong        that takes too long; {} ends it\n",
                    facts.systemds ? "`systemctl restart wan53`" : "cron's `wan53 ensure`");
  }
  text += compose("last round   {}\n", when_text(facts.last_round_time(), facts.time));
  const auto next = facts.next_round_time();
  const bool is_due = !next || *next <= facts.time;
  text += compose("next round   {}", is_due ? std::string("due now") : when_text(next, facts.time));
  if (recent.failures > 0) text += compose(", after {} failed", recent.failures);
  if (!facts.running && facts.settings.config.daemon) text += ", once the daemon runs";
  text += '\n';
  const auto cycle = facts.next_cycle_time();
  if (cycle && *cycle > facts.time && next && *cycle < *next) {
    text += compose("next check   {}\n", when_text(cycle, facts.time));
  }
  if (!recent.blocking_error.empty()) text += compose("wrong        {}\n", recent.blocking_error);
  if (recent.clock_offset != 0s) {
    text += compose("clock        off by {} s; signatures are corrected, but check NTP\n",
                    recent.clock_offset.count());
  }
  for (const auto& line : recent.unverified) text += compose("unverified   {}\n", line);
  for (const auto* warnings : {&recent.warnings, &facts.warnings}) {
    for (const auto& warning : *warnings) text += compose("warning      {}\n", warning);
  }
  return text;
}

void add_time_or_null(cJSON* object, const char* name, std::optional<UtcTime> time) {
  add_text_or_null(object, name, time ? rfc3339(*time) : std::string());
}

void add_record_status(cJSON* record, const StatusRow& row) {
  add_text(record, "name", row.record->name.display());
  add_text(record, "type", record_type(row.record->family));
  add_text_or_null(record, "set_identifier", without_secrets(row.record->set_identifier));
  add_text(record, "source", row.record->source.text());
  const PublishedState* published = row.published;
  add_text_or_null(record, "zone", published != nullptr ? published->zone_id : row.record->zone_id);
  add_text_or_null(record, "published", published != nullptr ? published->addresses.text() : "");
  add_time_or_null(record, "since", published != nullptr ? published->since : std::nullopt);
  const RecordReport* report = row.report;
  add_text_or_null(record, "observed", report != nullptr ? report->observed.text() : "");
  add_text_or_null(record, "outcome", report != nullptr ? outcome_name(report->outcome) : "");
  add_time_or_null(record, "outcome_since",
                   report != nullptr ? std::optional(report->since) : std::nullopt);
  add_text_or_null(record, "text", report != nullptr ? report->text : "");
}

Json json_of(const StatusFacts& facts) {
  const Recent& recent = facts.memory.recent;
  Json root = new_answer(facts.exit);
  cJSON* records = add_array(root.get(), "records");
  for (const auto& row : facts.rows) add_record_status(append_object(records), row);
  cJSON* externals = add_array(root.get(), "behind_nat");
  for (const auto& external : recent.externals) {
    if (!external.is_behind_nat()) continue;
    cJSON* object = append_object(externals);
    add_text(object, "wan", external.way);
    add_text(object, "inner", external.inner);
    add_text_or_null(object, "outer", external.address ? external.address->text() : "");
  }
  add_text(root.get(), "daemon",
           facts.running                   ? "running"
           : !facts.settings.config.daemon ? "none"
           : facts.stopped                 ? "stopped"
                                           : "dead");
  if (facts.cycle) {
    cJSON* cycle = add_object(root.get(), "in_progress");
    add_time_or_null(cycle, "since", facts.time_of(facts.cycle->start));
    add_text(cycle, "step", facts.cycle->step);
    add_bool(cycle, "stuck", facts.is_stuck());
  } else {
    add_text_or_null(root.get(), "in_progress", "");
  }
  add_time_or_null(root.get(), "last_round", facts.last_round_time());
  add_time_or_null(root.get(), "last_success", recent.last_success);
  add_time_or_null(root.get(), "next_round", facts.next_round_time());
  add_time_or_null(root.get(), "next_look", facts.next_cycle_time());
  add_number(root.get(), "failures", recent.failures);
  add_text_or_null(root.get(), "trouble", recent.blocking_error);
  if (const auto proof = facts.proof()) {
    cJSON* object = add_object(root.get(), "proof");
    add_text(object, "by", proof->by);
    add_time_or_null(object, "until", proof->until);
    add_text_or_null(object, "error", proof->error);
  } else {
    add_text_or_null(root.get(), "proof", "");
  }
  add_number(root.get(), "clock_offset", recent.clock_offset.count());
  add_texts(root.get(), "doubts", recent.unverified);
  std::vector<std::string> warnings = recent.warnings;
  warnings.insert(warnings.end(), facts.warnings.begin(), facts.warnings.end());
  add_texts(root.get(), "warnings", warnings);
  return root;
}

// Without a warning, a file that cannot be read would look like an empty one.
void warn_of_unreadable(const Ports& ports, const Places& places) {
  for (const std::string& path : {places.state_file(), places.volatile_file()}) {
    const auto content = ports.files->read(path, kMaxStoredBytes);
    if (!content) ports.terminal->err(compose("wan53: {}\n", content.error().what));
  }
}

}  // namespace

Json status_json(const Ports& ports, const Settings& settings) {
  const Memory memory = load_memory(ports, settings.places, settings.config_digest);
  return json_of(facts_of(ports, settings, memory));
}

Result<ExitStatus> status_command(const Ports& ports, const Options& options) {
  if (options.json && options.prometheus) {
    return fail(Errc::usage, "--json and --prometheus: give one of them");
  }
  auto settings = load_settings(ports, options.config_file);
  if (!settings) {
    // Without a sample, the monitor would go on with an old one or know nothing.
    if (options.prometheus) ports.terminal->out(prometheus_failure());
    return pass_on(settings);
  }
  const Memory memory = load_memory(ports, settings->places, settings->config_digest);
  const StatusFacts facts = facts_of(ports, *settings, memory);
  warn_of_unreadable(ports, settings->places);
  ports.terminal->out(options.json         ? json_text(json_of(facts))
                      : options.prometheus ? prometheus_text(facts)
                                           : status_text(facts));
  return facts.exit;
}

}  // namespace wan53
