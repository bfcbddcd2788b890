// SPDX-License-Identifier: MIT
#include "lambda/reply.h"

#include "aws/service_error.h"
#include "base/compose.h"
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

Answer answer_of(const Json& reply, std::int64_t status, bool proxied) {
  if (!proxied) return {json_text(reply), {}};
  const Json http = json_object();
  add_number(http.get(), "statusCode", status);
  add_text(add_object(http.get(), "headers"), "content-type", "application/json");
  std::string body = json_text(reply);
  body.pop_back();  // the line feed, which `add_text` would escape
  add_text(http.get(), "body", body);
  return {json_text(http), {}};
}

std::string_view error_type(OutcomeKind kind) {
  if (kind == OutcomeKind::refused) return kCompanionRefused;
  return kind == OutcomeKind::unconfirmed ? "Route53.Unconfirmed" : "Route53.Unavailable";
}

}  // namespace

Answer done_reply(const Outcome& outcome, const std::vector<std::string>& warnings, bool proxied) {
  const auto text = is_change(outcome.kind) ? changed_text : unchanged_text;
  const std::string& old_values = outcome.old_values;
  const std::string new_value = outcome.desired.text();
  const Json reply = reply_object(
      kOk, text(outcome.record.name.display(), old_values, new_value, outcome.source_name));
  add_text(reply.get(), "result", outcome_name(outcome.kind));
  add_text(reply.get(), "old", old_values);
  add_text(reply.get(), "new", new_value);
  if (!warnings.empty()) add_texts(reply.get(), "warnings", warnings);
  return answer_of(reply, 200, proxied);
}

Answer refused_reply(const Failed& failed, const Error& refusal, bool proxied) {
  const std::int64_t status = refusal.code == Errc::user ? 403 : 400;
  const Json reply =
      reply_object(to_text(status), failed_text(failed.host, failed.from, failed.new_value));
  add_text(reply.get(), "message", refusal.what);
  return answer_of(reply, status, proxied);
}

Answer failed_reply(const Outcome& outcome) {
  const std::string text =
      failed_text(outcome.record.name.display(), outcome.source_name, outcome.observed.text());
  return function_error(error_type(outcome.kind), compose("{}: {}", text, outcome.text));
}

}  // namespace wan53
