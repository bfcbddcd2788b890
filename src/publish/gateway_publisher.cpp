// SPDX-License-Identifier: MIT
#include "publish/gateway_publisher.h"

#include "aws/gateway.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

Outcome outcome_with(const DesiredRecord& desired, OutcomeKind kind, std::string text) {
  return {.record = desired.record,
          .kind = kind,
          .text = std::move(text),
          .source_name = desired.source_name,
          .observed = desired.observed,
          .desired = desired.by_companion ? desired.observed : desired.addresses,
          .ttl = desired.record.ttl,
          .old_values = {},
          .zone_id = {},
          .change_id = {}};
}

// When the companion confirmed these addresses, if that was after `confirmed_after`.
std::optional<Moment> confirmed_before(const DesiredRecord& desired, const Recent& recent,
                                       Moment confirmed_after) {
  const RecordReport* report = recent.find(key_of(desired.record));
  if (report == nullptr || report->observed != desired.observed || !report->confirmed ||
      *report->confirmed <= confirmed_after) {
    return std::nullopt;
  }
  return report->confirmed;
}

}  // namespace

std::vector<Outcome> GatewayPublisher::publish(const DesiredRecords& desired,
                                               std::optional<Moment> confirmed_after) {
  std::vector<Outcome> outcomes;
  for (const DesiredRecord* wanted : desired) {
    const DesiredRecord& record = *wanted;
    const auto confirmed =
        confirmed_after ? confirmed_before(record, memory_.recent, *confirmed_after) : std::nullopt;
    if (!confirmed) {
      outcomes.push_back(ask_companion(record));
      continue;
    }
    outcomes.push_back(outcome_with(record, OutcomeKind::unchanged,
                                    record.observed.text() + " was confirmed by an earlier round"));
    outcomes.back().confirmed = confirmed;
  }
  return outcomes;
}

std::vector<Outcome> GatewayPublisher::dry_run(const DesiredRecords& desired) const {
  std::vector<Outcome> outcomes;
  for (const DesiredRecord* wanted : desired) {
    const DesiredRecord& record = *wanted;
    if (record.by_companion) {
      outcomes.push_back(
          outcome_with(record, OutcomeKind::planned,
                       compose("would ask the gateway for this machine's own {} address",
                               family_name(record.record.family))));
      continue;
    }
    const PublishedState* known = memory_.state.find(key_of(record.record));
    const bool is_known = known != nullptr && known->addresses == record.addresses;
    outcomes.push_back(
        outcome_with(record, is_known ? OutcomeKind::unchanged : OutcomeKind::planned,
                     compose("would ask the gateway for {}{}", record.addresses.text(),
                             is_known ? ", which it confirmed before" : "")));
  }
  return outcomes;
}

AwsRequest GatewayPublisher::request_for(const RecordConfig& record, std::string_view address,
                                         const std::string& interface_name,
                                         bool by_companion) const {
  AwsRequest request =
      gateway_request(config_.gateway_url, config_.region, record.name, address, interface_name);
  // The companion may compare the address with the caller's, which must be of the same family, and
  // curl would try IPv6 first. AAAA is not bound to IPv6, as the gateway may have no IPv6 address,
  // unless the caller's address is what the companion takes.
  if (record.family == Family::ipv4) request.ip_version = 4;
  if (record.family == Family::ipv6 && by_companion) request.ip_version = 6;
  return request;
}

Status GatewayPublisher::rehearse(const RecordConfig& record, const std::string& interface_name) {
  const bool by_companion = record.source.kind == Source::Kind::companion;
  AwsRequest request = request_for(record, kNoAddress, interface_name, by_companion);
  request.writes = false;
  const auto body = aws_.call(request);
  const auto reply =
      body ? read_gateway_reply(*body, record.name, {}) : Result<GatewayReply>(fail(body.error()));
  if (reply && by_companion) return {};
  if (reply) {
    return fail(Errc::user,
                "the gateway does not pass the address on: the companion took that of the "
                "caller, {}; update the stack, or use source = companion",
                printable(reply->new_value, 60));
  }
  if (is_of_no_address(reply.error())) return {};
  return fail(reply.error());
}

Outcome GatewayPublisher::ask_companion(DesiredRecord desired) {
  const RecordConfig& record = desired.record;
  std::string address = desired.addresses.text();
  const AwsRequest request =
      request_for(record, address, desired.interface_name, desired.by_companion);
  // What was told before counts no more.
  if (desired.by_companion) desired.observed = {};
  const auto failed = [&](const Error& error) {
    return outcome_with(desired, outcome_of(error.code), error.what);
  };
  const auto body = aws_.call(request);
  if (!body) return failed(body.error());
  const auto reply = read_gateway_reply(*body, record.name, address);
  if (!reply) return failed(reply.error());
  if (desired.by_companion) {
    const auto seen = Address::parse(reply->new_value);
    if (!seen || seen->family() != record.family) {
      return failed(
          {Errc::user, compose("the companion sees this machine at {}, which is not an {} address",
                               printable(reply->new_value, 60), family_name(record.family))});
    }
    desired.observed = *seen;
    address = seen->text();
  }
  for (const auto& warning : reply->warnings) {
    warnings_.push_back(compose("{}: the companion: {}", record_label(record), warning));
  }
  Outcome outcome =
      reply->changed
          ? outcome_with(
                desired,
                reply->old_values == kNoRecordSet ? OutcomeKind::created : OutcomeKind::changed,
                compose("from {} to {} by the gateway", printable(reply->old_values), address))
          : outcome_with(desired, OutcomeKind::unchanged, address + " is published already");
  outcome.old_values = reply->old_values;
  // An earlier request's reply was lost, but not its effect.
  const PublishedState* known = memory_.state.find_other(key_of(record), outcome.desired);
  if (!reply->changed && known != nullptr) {
    outcome.kind = OutcomeKind::changed;
    outcome.old_values = known->addresses.text();
    outcome.text = compose("from {} to {} by the gateway", outcome.old_values, address);
  }
  outcome.confirmed = clock_.now();
  return outcome;
}

}  // namespace wan53
