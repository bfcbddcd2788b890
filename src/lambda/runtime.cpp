// SPDX-License-Identifier: MIT
#include "lambda/runtime.h"

#include "base/compose.h"
#include "base/json.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr const char* kInvocationId = "Lambda-Runtime-Invocation-Id";

}  // namespace

Answer function_error(std::string_view type, std::string_view message) {
  const Json error = json_object();
  add_text(error.get(), "errorMessage", message);
  add_text(error.get(), "errorType", type);
  add_array(error.get(), "stackTrace");
  return {json_text(error), std::string(type)};
}

RuntimeApi::RuntimeApi(Http& http, std::string_view authority)
    : http_(http), base_(compose("http://{}/2018-06-01/runtime/", authority)) {}

Result<Invocation> RuntimeApi::next() {
  auto reply = http_.send({"GET", base_ + "invocation/next", {}, {}});
  if (!reply) return fail(Errc::retry, "Runtime API: {}", reply.error().what);
  if (reply->status != 200) {
    return fail(Errc::retry, "Runtime API: next answered {}: {}", reply->status,
                printable(reply->body));
  }
  const auto id = reply->header("Lambda-Runtime-Aws-Request-Id");
  const auto deadline =
      parse_unsigned(reply->header("Lambda-Runtime-Deadline-Ms").value_or(""), 9'999'999'999'999);
  if (!id || id->empty() || !deadline) {
    return fail(Errc::retry, "Runtime API: next gave no request id or no deadline");
  }
  Invocation invocation;
  invocation.request_id = *id;
  invocation.deadline = WallMs(Milliseconds(*deadline));
  invocation.trace_id = reply->header("Lambda-Runtime-Trace-Id").value_or("");
  invocation.invocation_id = reply->header(kInvocationId).value_or("");
  invocation.event = std::move(reply->body);
  return invocation;
}

Status RuntimeApi::answer(const Invocation& invocation, const Answer& answer) {
  return post(compose("invocation/{}{}", uri_encode(invocation.request_id),
                      answer.error_type.empty() ? "/response" : "/error"),
              answer, invocation.invocation_id);
}

Status RuntimeApi::fail_init(const Error& error) {
  return post("init/error", function_error("Runtime.ConfigInvalid", error.what), {});
}

Status RuntimeApi::post(std::string_view path, const Answer& answer,
                        std::string_view invocation_id) {
  HttpRequest request{
      "POST", compose("{}{}", base_, path), {{"content-type", "application/json"}}, answer.body};
  if (!answer.error_type.empty()) {
    request.headers.push_back({"Lambda-Runtime-Function-Error-Type", answer.error_type});
  }
  if (!invocation_id.empty()) {
    request.headers.push_back({kInvocationId, std::string(invocation_id)});
  }
  const auto reply = http_.send(request);
  if (!reply) return fail(Errc::retry, "Runtime API: {}", reply.error().what);
  if (reply->status == 202) return {};
  return fail(reply->status / 100 == 4 ? Errc::user : Errc::retry,
              "Runtime API: {} was answered with {}: {}", path, reply->status,
              printable(reply->body));
}

int serve_invocations(RuntimeApi& api, Function& function, Log& log) {
  for (;;) {
    const auto invocation = api.next();
    if (!invocation) {
      log.write(LogLevel::error, invocation.error().what);
      return 1;
    }
    const Status taken = api.answer(*invocation, function.handle(*invocation));
    if (taken) continue;
    log.write(LogLevel::error, taken.error().what);
    if (taken.error().code != Errc::user) return 1;
  }
}

}  // namespace wan53
