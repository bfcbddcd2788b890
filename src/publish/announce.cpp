// SPDX-License-Identifier: MIT
#include "publish/announce.h"

#include <algorithm>

#include "aws/notify.h"
#include "base/compose.h"
#include "ddns/message.h"

namespace wan53 {
namespace {

struct Message {
  std::string subject;
  std::string text;
};

bool reported_before(const Outcome& outcome, const std::vector<RecordReport>& previous) {
  return std::ranges::any_of(previous, [&](const RecordReport& report) {
    return report.key == key_of(outcome.record) && report.outcome == OutcomeKind::refused;
  });
}

// No text if the outcome is not worth a message.
Message message_for(const Outcome& outcome, Notify notify,
                    const std::vector<RecordReport>& previous) {
  const std::string host = outcome.record.name.display();
  const AddressSet& addresses = outcome.desired.empty() ? outcome.observed : outcome.desired;
  const std::string value = addresses.empty() ? "unknown" : addresses.text();
  const std::string& from = outcome.source_name;
  if (outcome.kind == OutcomeKind::refused) {
    if (reported_before(outcome, previous)) return {};
    return {"DDNS failed: " + host,
            compose("{}\n{}", failed_text(host, from, value), outcome.text)};
  }
  if (is_change(outcome.kind) && notify != Notify::never) {
    return {"DDNS change: " + host, changed_text(host, outcome.old_values, value, from)};
  }
  if (outcome.kind == OutcomeKind::unchanged && notify == Notify::always) {
    return {"DDNS: " + host, unchanged_text(host, outcome.old_values, value, from)};
  }
  return {};
}

}  // namespace

Delivery deliver(AwsClient& aws, const AwsRequest& request, const std::string& to) {
  const auto sent = aws.call(request);
  if (sent) return {aws.now(), to, {}};
  return {aws.now(), to, sent.error().what, sent.error().code != Errc::user};
}

Announced announce(AwsClient& aws, const Config& config, const std::vector<Outcome>& outcomes,
                   const std::vector<RecordReport>& previous) {
  Announced announced;
  const auto send = [&](const AwsRequest& request, const std::string& to) {
    Delivery delivery = deliver(aws, request, to);
    if (!delivery.error.empty()) announced.warnings.push_back(delivery.error);
    return delivery;
  };
  if (!config.sns_topic_arn.empty()) {
    const auto topic = parse_topic_arn(config.sns_topic_arn);
    for (const auto& outcome : outcomes) {
      const Message message = message_for(outcome, config.notify, previous);
      if (topic && !message.text.empty()) {
        announced.message =
            send(sns_publish(*topic, config.sns_topic_arn, message.subject, message.text),
                 config.sns_topic_arn);
      }
    }
  }
  if (!config.metric_namespace.empty()) {
    const auto count = std::ranges::count_if(outcomes, is_change, &Outcome::kind);
    announced.datum = send(put_metric(config.metric_namespace, "Change", static_cast<int>(count)),
                           config.metric_namespace);
  }
  return announced;
}

}  // namespace wan53
