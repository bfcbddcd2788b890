// SPDX-License-Identifier: MIT
#include "lambda/handler.h"

#include <algorithm>

#include "aws/notify.h"
#include "base/compose.h"
#include "lambda/reply.h"
#include "publish/announce.h"
#include "publish/route53_publisher.h"

namespace wan53 {
namespace {

constexpr std::string_view kMetric = "Change";
// To hand the answer to Lambda.
constexpr Milliseconds kMargin = 200ms;
// API Gateway does not wait longer. Also bounds the effect of a wrong wall clock.
constexpr Milliseconds kLongestInvocation = 29s;
// How many names one process remembers; forgetting one costs a request or a message.
constexpr std::size_t kMostRemembered = 200;

// True if the record was refused only because the owner has disabled creating missing record sets;
// then nothing was written.
bool is_missing_record(const Outcome& outcome, const CompanionSettings& settings) {
  return outcome.kind == OutcomeKind::refused && outcome.old_values == kNoRecordSet &&
         !settings.create;
}

}  // namespace

Handler::Handler(const LambdaPorts& ports, CompanionSettings settings, AwsAccess access)
    : ports_(ports),
      settings_(std::move(settings)),
      metric_namespace_(std::exchange(settings_.config.metric_namespace, {})),
      deadline_(ports.clock),
      clock_(ports.clock, deadline_),
      http_(ports.http, deadline_),
      aws_(http_, clock_, ports.random, std::move(access)),
      zones_since_(clock_.now()) {}

Answer Handler::handle(const Invocation& invocation) {
  const Milliseconds left =
      std::min(invocation.deadline - ports_.wall_ms(), kLongestInvocation) - kMargin;
  deadline_.start(left, left / 4);
  http_.set_trace_id(invocation.trace_id);
  // Retries services that an earlier invocation failed to reach: it may have run out of time, or
  // connections may have broken while the sandbox was frozen.
  aws_.forget_unreached();
  return run(read_event(invocation.event));
}

Answer Handler::run(const Event& event) {
  const auto desired = desired_by(event, settings_);
  if (!desired) return answer_refusal(event, desired.error());
  if (clock_.now() - zones_since_ >= kZonesKnownFor) {
    zones_since_ = clock_.now();
    state_ = {};
  }
  Route53Publisher publisher(aws_, clock_, ports_.random, nullptr, state_,
                             {.create = settings_.create});
  const std::vector<Outcome> outcomes = publisher.publish({&*desired});
  for (const auto& note : publisher.zone_notes()) ports_.log->write(LogLevel::warning, note);
  deadline_.use_reserve();
  const Outcome& outcome = outcomes.front();
  const auto warnings = announce(aws_, settings_.config, outcomes, reports_).warnings;
  const bool names_host = settings_.host_metrics && !event.host.empty();
  count(names_host ? outcome.record.name.display() : std::string(), is_change(outcome.kind));
  remember(outcome);
  return reply_to(event, outcome, warnings);
}

Answer Handler::answer_refusal(const Event& event, const Error& refusal) {
  count({}, false);
  const std::string host = host_of(event, settings_);
  const std::string from = caller_of(event);
  const std::string new_value = new_value_of(event);
  ports_.log->write(LogLevel::notice, compose("refused {} from {}: {}", host, from, refusal.what));
  return refused_reply({host, from, new_value}, refusal, event.proxied);
}

Answer Handler::reply_to(const Event& event, const Outcome& outcome,
                         const std::vector<std::string>& warnings) {
  for (const auto& warning : warnings) ports_.log->write(LogLevel::warning, warning);
  const std::string host = outcome.record.name.display();
  if (outcome.kind != OutcomeKind::unchanged) {
    const auto level = is_failure(outcome.kind) ? LogLevel::error : LogLevel::notice;
    ports_.log->write(level,
                      compose("{} {}: {}, via request from {}", record_label(outcome.record),
                              outcome_name(outcome.kind), outcome.text, outcome.source_name));
  }
  if (!is_failure(outcome.kind)) return done_reply(outcome, warnings, event.proxied);
  if (!is_missing_record(outcome, settings_)) return failed_reply(outcome);
  return refused_reply({host, outcome.source_name, outcome.observed.text()},
                       {Errc::bad_input, outcome.text}, event.proxied);
}

void Handler::count(std::string_view host, bool changed) {
  if (metric_namespace_.empty()) return;
  ports_.terminal->out(embedded_metric(metric_namespace_, kMetric, changed ? 1 : 0, host,
                                       ports_.wall_ms().time_since_epoch().count()));
  if (const auto written = ports_.terminal->flush(); !written) {
    ports_.log->write(LogLevel::warning, written.error().what);
  }
}

void Handler::remember(const Outcome& outcome) {
  const RecordKey key = key_of(outcome.record);
  if (outcome.record.zone_id.empty() && !outcome.zone_id.empty()) {
    const bool is_new = state_.find(key) == nullptr;
    if (is_new && state_.records.size() == kMostRemembered) {
      state_.records.erase(state_.records.begin());
    }
    state_.entry(key).zone_id = outcome.zone_id;
  }
  std::erase_if(reports_, [&](const RecordReport& report) { return report.key == key; });
  if (outcome.kind != OutcomeKind::refused) return;
  if (reports_.size() == kMostRemembered) reports_.erase(reports_.begin());
  reports_.push_back({.key = key,
                      .observed = outcome.observed,
                      .observed_since = clock_.now(),
                      .outcome = outcome.kind,
                      .text = outcome.text,
                      .since = aws_.now()});
}

}  // namespace wan53
