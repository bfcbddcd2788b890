// SPDX-License-Identifier: MIT
#include "lambda/runtime.h"
#include "lambda_fixture.h"

using namespace wan53;
using test::has;

namespace {

struct Echo final : Function {
  Answer handle(const Invocation& invocation) override {
    events.push_back(invocation.event);
    return answer;
  }
  Answer answer = {"{}", {}};
  std::vector<std::string> events;
};

void invoke(test::FakeHttp& http, std::string event, std::string invocation_id = {}) {
  std::vector<HttpHeader> headers = {{"Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8"},
                                     {"Lambda-Runtime-Deadline-Ms", "1542409706888"},
                                     {"Lambda-Runtime-Trace-Id", "Root=1-5bef4de7"}};
  if (!invocation_id.empty()) {
    headers.push_back({"Lambda-Runtime-Invocation-Id", std::move(invocation_id)});
  }
  http.reply(200, std::move(event), std::move(headers));
}

std::string header_of(const HttpRequest& request, std::string_view name) {
  for (const auto& header : request.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

}  // namespace

TEST(lambda_runtime_hands_out_an_invocation) {
  test::FakeHttp http;
  RuntimeApi api(http, "127.0.0.1:9001");
  invoke(http, "{\"ip\":1}");
  const auto invocation = api.next();
  CHECK(invocation.has_value());
  CHECK_TEXT(http.requests[0].url, "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next");
  CHECK_TEXT(invocation->request_id, "8476a536-e9f4-11e8");
  CHECK(invocation->deadline == WallMs(Milliseconds(1'542'409'706'888)));
  CHECK_TEXT(invocation->trace_id, "Root=1-5bef4de7");
  CHECK_TEXT(invocation->event, "{\"ip\":1}");
}

TEST(lambda_runtime_takes_answers_and_errors_apart) {
  test::FakeHttp http;
  RuntimeApi api(http, "127.0.0.1:9001");
  const Invocation invocation{.request_id = "id/1", .deadline = {}, .trace_id = {}, .event = {}};
  http.reply(202, "{\"status\":\"OK\"}");
  http.reply(202, "");
  http.reply(202, "");
  CHECK(api.answer(invocation, {"{\"a\":1}", {}}));
  CHECK(api.answer(invocation, function_error("Route53.Refused", "no \"way\"\n")));
  CHECK(api.fail_init({Errc::config, "WAN53_TTL: bad"}));
  const std::string base = "http://127.0.0.1:9001/2018-06-01/runtime/";
  CHECK_TEXT(http.requests[0].url, base + "invocation/id%2F1/response");
  CHECK_TEXT(http.requests[0].body, "{\"a\":1}");
  CHECK_TEXT(header_of(http.requests[0], "content-type"), "application/json");
  CHECK_TEXT(header_of(http.requests[0], "Lambda-Runtime-Function-Error-Type"), "");
  CHECK_TEXT(http.requests[1].url, base + "invocation/id%2F1/error");
  CHECK_TEXT(http.requests[1].body,
             "{\"errorMessage\":\"no \\\"way\\\"\\\\x0a\",\"errorType\":\"Route53.Refused\","
             "\"stackTrace\":[]}\n");
  CHECK_TEXT(header_of(http.requests[1], "Lambda-Runtime-Function-Error-Type"), "Route53.Refused");
  CHECK_TEXT(http.requests[2].url, base + "init/error");
  CHECK_TEXT(header_of(http.requests[2], "Lambda-Runtime-Function-Error-Type"),
             "Runtime.ConfigInvalid");
}

TEST(lambda_runtime_serves_until_the_api_is_lost) {
  test::FakeHttp http;
  test::FakeLog log;
  Echo echo;
  RuntimeApi api(http, "127.0.0.1:9001");
  invoke(http, "one");
  http.reply(202, "");
  invoke(http, "two");
  // Too late or too large: the next invocation is another matter.
  http.reply(413, "{\"errorType\":\"RequestEntityTooLarge\"}");
  invoke(http, "three");
  http.reply(202, "");
  CHECK(serve_invocations(api, echo, log) == 1);
  CHECK_TEXT(join(echo.events, " "), "one two three");
  CHECK(log.lines.size() == 2 && has(log.lines[0].second, "413: {\"errorType\""));
  CHECK_TEXT(log.lines[1].second, "Runtime API: no network");
}

// So that Lambda can tell an answer that comes too late from the next one.
TEST(lambda_runtime_sends_the_invocation_id_back) {
  for (const char* error_type : {"", "Route53.Refused"}) {
    test::FakeHttp http;
    test::FakeLog log;
    Echo echo;
    echo.answer.error_type = error_type;
    RuntimeApi api(http, "127.0.0.1:9001");
    // The same request is tried again: only this id differs. An older Lambda gives none.
    const char* ids[] = {"first-try", "second-try", ""};
    for (const char* id : ids) {
      invoke(http, "{}", id);
      http.reply(202, "");
    }
    // The invocation is over; the next one is another matter.
    invoke(http, "{}", "late");
    http.reply(410, "Gone");
    CHECK(serve_invocations(api, echo, log) == 1);
    CHECK(http.requests.size() == 9 && echo.events.size() == 4);
    for (std::size_t i = 0; i < std::size(ids); ++i) {
      const HttpRequest& answer = http.requests[2 * i + 1];
      CHECK_TEXT_ROW(ids[i], header_of(answer, "Lambda-Runtime-Invocation-Id"), ids[i]);
    }
    CHECK(log.lines.size() == 2 && has(log.lines[0].second, "was answered with 410: Gone"));
  }
}

TEST(lambda_runtime_ends_on_a_container_error) {
  for (const int status : {500, 403}) {
    test::FakeHttp http;
    test::FakeLog log;
    Echo echo;
    RuntimeApi api(http, "127.0.0.1:9001");
    http.reply(status, "gone");
    CHECK(serve_invocations(api, echo, log) == 1);
    CHECK(echo.events.empty() && log.lines.size() == 1);
  }
  test::FakeHttp http;
  test::FakeLog log;
  Echo echo;
  RuntimeApi api(http, "127.0.0.1:9001");
  invoke(http, "one");
  http.reply(500, "gone");
  invoke(http, "never asked for");
  CHECK(serve_invocations(api, echo, log) == 1);
  CHECK(echo.events.size() == 1 && http.requests.size() == 2);
}

TEST(lambda_runtime_needs_id_and_deadline) {
  using Headers = std::vector<HttpHeader>;
  for (const Headers& headers :
       {Headers{}, Headers{{"Lambda-Runtime-Aws-Request-Id", "a"}},
        Headers{{"Lambda-Runtime-Deadline-Ms", "5"}},
        Headers{{"Lambda-Runtime-Aws-Request-Id", ""}, {"Lambda-Runtime-Deadline-Ms", "5"}},
        Headers{{"Lambda-Runtime-Aws-Request-Id", "a"}, {"Lambda-Runtime-Deadline-Ms", "-5"}}}) {
    test::FakeHttp http;
    http.reply(200, "{}", headers);
    CHECK(!RuntimeApi(http, "h").next());
  }
}
