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

// Larger than the largest event of a synchronous invocation, 6 MB.
inline constexpr std::size_t kMaxEventBytes = 8 * 1024 * 1024;

// Wall-clock time in milliseconds, the unit of Lambda's deadlines.
using WallMs = std::chrono::sys_time<Milliseconds>;

struct Invocation {
  std::string request_id;
  WallMs deadline;       // at which Lambda kills this process
  std::string trace_id;  // X-Ray's; may be empty
  std::string event;     // JSON, as the invoker wrote it
  // Differs between two tries of one request. Sent back with the answer, so that Lambda can tell a
  // late one; empty if Lambda gave none.
  std::string invocation_id = {};
};

struct Answer {
  std::string body;        // JSON
  std::string error_type;  // "Category.Reason" of a function error; empty for a response
};

// The body of a function error.
Answer function_error(std::string_view type, std::string_view message);

// The code that handles invocations.
class Function {
 public:
  virtual Answer handle(const Invocation& invocation) = 0;

 protected:
  ~Function() = default;
};

class RuntimeApi {
 public:
  // `authority` is AWS_LAMBDA_RUNTIME_API, such as "127.0.0.1:9001". `http` must have no time
  // limit: Lambda freezes the process between invocations.
  RuntimeApi(Http& http, std::string_view authority);

  // Waits for the next invocation. On an error the caller can only end the process.
  Result<Invocation> next();
  // Errc::user: Lambda refused this answer (too late or too large); the caller may go on with the
  // next invocation. Any other error: the caller ends the process.
  Status answer(const Invocation& invocation, const Answer& answer);
  // Tells Lambda that this process cannot serve; the caller then ends it.
  Status fail_init(const Error& error);

 private:
  Status post(std::string_view path, const Answer& answer, std::string_view invocation_id);

  Http& http_;
  std::string base_;  // "http://AUTHORITY/2018-06-01/runtime/"
};

// Serves until the Runtime API is lost; returns the process's exit status. Lambda then starts
// another one.
int serve_invocations(RuntimeApi& api, Function& function, Log& log);

}  // namespace wan53
