// SPDX-License-Identifier: MIT
#include "cli/status_prometheus.h"

#include "base/compose.h"
#include "base/text.h"
#include "ddns/mask.h"
#include "settings/version.h"

namespace wan53 {
namespace {

using Value = std::optional<std::int64_t>;

Value seconds_of(std::optional<UtcTime> time) {
  if (!time) return std::nullopt;
  return time->time_since_epoch().count();
}

struct Metric {
  std::string_view name;  // without the prefix
  std::string_view help;
  Value (*value)(const StatusFacts&);
};

constexpr Metric kOk = {"ok", "1 if all records are right",
                        [](const StatusFacts& facts) -> Value { return facts.exit == kExitDone; }};
constexpr Metric kMetrics[] = {
    kOk,
    {"daemon_running", "1 if the daemon runs",
     [](const StatusFacts& facts) -> Value { return facts.running; }},
    {"stuck", "1 if a cycle takes longer than any can",
     [](const StatusFacts& facts) -> Value { return facts.is_stuck(); }},
    {"failed_rounds", "failed rounds in a row",
     [](const StatusFacts& facts) -> Value { return facts.memory.recent.failures; }},
    {"warnings", "warnings that status shows",
     [](const StatusFacts& facts) -> Value {
       return facts.memory.recent.warnings.size() + facts.warnings.size();
     }},
    {"clock_offset_seconds", "what the clock is corrected by",
     [](const StatusFacts& facts) -> Value { return facts.memory.recent.clock_offset.count(); }},
    {"last_round_timestamp_seconds", "when the last round ended",
     [](const StatusFacts& facts) { return seconds_of(facts.last_round_time()); }},
    {"last_success_timestamp_seconds", "when the last round without a failure ended",
     [](const StatusFacts& facts) { return seconds_of(facts.memory.recent.last_success); }},
    {"credentials_end_timestamp_seconds", "when the session credentials end",
     [](const StatusFacts& facts) {
       const auto proof = facts.proof();
       return seconds_of(proof ? proof->until : std::nullopt);
     }},
    {"next_round_timestamp_seconds", "when the next round is due",
     [](const StatusFacts& facts) { return seconds_of(facts.next_round_time()); }},
};

struct RecordMetric {
  std::string_view name;
  std::string_view help;
  Value (*value)(const StatusRow&);
  // A further label, "address"; null if there is none.
  std::string (*address)(const StatusRow&);
};

std::string published(const StatusRow& row) {
  return row.published == nullptr ? "" : row.published->addresses.text();
}
std::string observed(const StatusRow& row) {
  return row.report == nullptr ? "" : row.report->observed.text();
}

constexpr RecordMetric kRecordMetrics[] = {
    {"record_ok", "1 if the last round left the record right",
     [](const StatusRow& row) -> Value {
       return row.report != nullptr && !is_failure(row.report->outcome);
     },
     nullptr},
    {"record_ttl_seconds", "the published TTL",
     [](const StatusRow& row) -> Value {
       if (published(row).empty()) return std::nullopt;
       return row.published->ttl;
     },
     nullptr},
    {"record_since_timestamp_seconds", "since when the address is published",
     [](const StatusRow& row) -> Value {
       return seconds_of(row.published == nullptr ? std::nullopt : row.published->since);
     },
     nullptr},
    {"record_published", "1 for the address that is published",
     [](const StatusRow& row) -> Value { return published(row).empty() ? std::nullopt : Value(1); },
     published},
    {"record_wanted", "1 for the address that was seen at the source",
     [](const StatusRow& row) -> Value { return observed(row).empty() ? std::nullopt : Value(1); },
     observed},
};

// A label's value may hold any character; backslash, quote and line feed are escaped.
std::string label(std::string_view name, std::string_view value) {
  std::string text = compose("{}=\"", name);
  for (const char c : printable(value)) {
    if (c == '\\' || c == '"') text += '\\';
    text += c;
  }
  return text += '"';
}

std::string head_of(std::string_view name, std::string_view help) {
  return compose("# HELP wan53_{} {}\n# TYPE wan53_{} gauge\n", name, help, name);
}

std::string sample(std::string_view name, std::string_view labels, std::int64_t value) {
  return compose("wan53_{}{} {}\n", name, labels, value);
}

void add(std::string& text, const RecordMetric& metric, const std::vector<StatusRow>& rows) {
  std::string samples;
  for (const auto& row : rows) {
    const Value value = metric.value(row);
    if (!value) continue;
    std::string labels =
        compose("{{{},{},{}", label("name", row.record->name.display()),
                label("type", record_type(row.record->family)),
                label("set_identifier", without_secrets(row.record->set_identifier)));
    if (metric.address != nullptr) labels += "," + label("address", metric.address(row));
    samples += sample(metric.name, labels += '}', *value);
  }
  if (!samples.empty()) text += head_of(metric.name, metric.help) + samples;
}

}  // namespace

std::string prometheus_text(const StatusFacts& facts) {
  std::string text = head_of("build_info", "the program's version");
  text += sample("build_info", compose("{{{}}}", label("version", version())), 1);
  for (const auto& metric : kMetrics) {
    const Value value = metric.value(facts);
    if (value) text += head_of(metric.name, metric.help) + sample(metric.name, "", *value);
  }
  for (const auto& metric : kRecordMetrics) add(text, metric, facts.rows);
  return text;
}

std::string prometheus_failure() { return head_of(kOk.name, kOk.help) + sample(kOk.name, "", 0); }

}  // namespace wan53
