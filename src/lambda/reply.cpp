// SPDX-License-Identifier: MIT
#include "lambda/reply.h"

#include "aws/service_error.h"
#include "base/json.h"
#include "base/text.h"
#include "ddns/message.h"

namespace wan53 {
namespace {

constexpr std::string_view kOk = "200";

Json reply_object(std::string_view status, std::string_view text) {
  Json reply = json_object();
  add_text(reply.get(), "statusCode", status);
  add_text(reply.get(), "body", text);
  return reply;
}

Answer answer_of(const Json& reply, std::int64_t status, bool function_url) {
  if (!function_url) return {json_text(reply), {}};
  const Json proxied = json_object();
  add_number(proxied.get(), "statusCode", status);
  add_text(add_object(proxied.get(), "headers"), "content-type", "application/json");
  std::string body = json_text(reply);
  body.pop_back();  // the line feed, which `add_text` would make visible
  add_text(proxied.get(), "body", body);
  return {json_text(proxied), {}};
}

std::string_view error_type(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::refused:
      return kCompanionRefused;
    case OutcomeKind::unconfirmed:
      return "Route53.Unconfirmed";
    default:
      return "Route53.Unavailable";
  }
}

}  // namespace

Answer done_reply(const Outcome& outcome, const std::vector<std::string>& warnings,
                  bool function_url) {
  const auto text = is_change(outcome.kind) ? changed_text : unchanged_text;
  const std::string& old_values = outcome.plan.old_values;
  const Json reply = reply_object(
      kOk, text(outcome.record.name.display(), old_values, outcome.observed, outcome.from));
  add_text(reply.get(), "result", outcome_name(outcome.kind));
  add_text(reply.get(), "old", old_values);
  add_text(reply.get(), "new", outcome.observed);
  if (!warnings.empty()) add_texts(reply.get(), "warnings", warnings);
  return answer_of(reply, 200, function_url);
}

Answer refused_reply(const Failed& failed, const Refusal& refusal, bool function_url) {
  const Json reply = reply_object(to_text(refusal.status),
                                  failed_text(failed.host, failed.from, failed.new_value));
  add_text(reply.get(), "message", refusal.reason);
  return answer_of(reply, refusal.status, function_url);
}

Answer failed_reply(const Outcome& outcome) {
  const std::string text =
      failed_text(outcome.record.name.display(), outcome.from, outcome.observed);
  return function_error(error_type(outcome.kind), concat({text, ": ", outcome.text}));
}

}  // namespace wan53
