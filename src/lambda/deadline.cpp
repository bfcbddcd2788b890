// SPDX-License-Identifier: MIT
#include "lambda/deadline.h"

#include <algorithm>

namespace wan53 {
namespace {

constexpr std::int64_t kShortest_ms = 10;  // no exchange with a service is faster

}  // namespace

void DeadlineClock::sleep_ms(std::int64_t ms) {
  next_.sleep_ms(std::clamp<std::int64_t>(deadline_.left_ms() / 2, 0, ms));
}

std::expected<HttpReply, Http::Failure> DeadlineHttp::send(const HttpRequest& request) {
  const std::int64_t share_ms = deadline_.share_ms();
  if (share_ms < kShortest_ms) {
    return std::unexpected(
        Failure{{Errc::retry,
                 "no time is left before Lambda ends this invocation; see why the services are "
                 "slow, or raise the function's timeout"},
                true});
  }
  next_.limit_ms(share_ms);
  if (trace_id_.empty()) return next_.send(request);
  HttpRequest traced = request;
  traced.headers.push_back({"X-Amzn-Trace-Id", trace_id_});
  return next_.send(traced);
}

}  // namespace wan53
