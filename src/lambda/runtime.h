// SPDX-License-Identifier: MIT
// The Lambda Runtime API, version 2018-06-01: plain HTTP to AWS_LAMBDA_RUNTIME_API, one invocation
// at a time. Source: "Using the Lambda runtime API for custom runtimes", AWS Lambda Developer
// Guide.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/ports.h"
#include "base/result.h"

namespace wan53 {

// The longest event of a synchronous invocation, 6 MB, with some room.
inline constexpr std::size_t kMaxEventBytes = 8 * 1024 * 1024;

// The wall clock to the millisecond, as Lambda states deadlines.
using WallMs = std::chrono::sys_time<Milliseconds>;

struct Invocation {
  std::string request_id;
  WallMs deadline;       // then Lambda ends this process
  std::string trace_id;  // X-Ray's; may be empty
  std::string event;     // JSON, as whoever invokes us wrote it
};

struct Answer {
  std::string body;        // JSON
  std::string error_type;  // "Category.Reason": a function error; empty: a response
};

// The body of a function error.
Answer function_error(std::string_view type, std::string_view message);

// What Lambda runs.
class Function {
 public:
  virtual Answer handle(const Invocation& invocation) = 0;

 protected:
  ~Function() = default;
};

class RuntimeApi {
 public:
  // `authority` is AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9001". `http` must wait without limit: Lambda
  // freezes the process between two invocations.
  RuntimeApi(Http& http, std::string_view authority);

  // Waits for the next invocation. An error leaves nothing to do but to end the process.
  Result<Invocation> next();
  // Errc::user: this answer was not taken, but the next invocation may come (its time was up, or it
  // was too large). Any other: end the process.
  Status answer(const Invocation& invocation, const Answer& answer);
  // This process cannot serve, and ends.
  Status fail_init(const Error& error);

 private:
  Status post(std::string_view path, const Answer& answer);

  Http& http_;
  std::string base_;  // "http://AUTHORITY/2018-06-01/runtime/"
};

// Serves until the Runtime API is lost; returns the process's exit status. Lambda then starts
// another one.
int serve(RuntimeApi& api, Function& function, Log& log);

}  // namespace wan53
