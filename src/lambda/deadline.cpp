// SPDX-License-Identifier: MIT
#include "lambda/deadline.h"

#include <algorithm>

namespace wan53 {
namespace {

constexpr Milliseconds kShortestExchange = 10ms;  // no exchange with a service is faster

}  // namespace

void DeadlineClock::sleep(Milliseconds length) {
  next_.sleep(std::clamp(deadline_.left() / 2, 0ms, std::max(length, 0ms)));
}

Result<HttpReply> DeadlineHttp::send(const HttpRequest& request) {
  const Milliseconds share = deadline_.share();
  if (share < kShortestExchange) {
    Error error{Errc::retry,
                "no time is left before Lambda ends this invocation; find out why the services "
                "are slow, or raise the function's timeout"};
    error.never_sent = true;
    return fail(std::move(error));
  }
  next_.limit(share);
  if (trace_id_.empty()) return next_.send(request);
  HttpRequest traced = request;
  traced.headers.push_back({"X-Amzn-Trace-Id", trace_id_});
  return next_.send(traced);
}

}  // namespace wan53
