// SPDX-License-Identifier: MIT
#include "publish/aws_client.h"

#include <cstdlib>

#include "base/text.h"
#include "ddns/retry.h"
#include "settings/version.h"

namespace wan53 {
namespace {

// AWS refuses signatures more than five minutes off; a clock this far off is on its way there.
constexpr std::int64_t kToleratedSkew_s = 120;

// Nobody runs a build for longer, and its roots end about then.
constexpr std::int64_t kLongestService_s = 15LL * 365 * 86'400;

std::string label(const AwsRequest& request) {
  return concat({display_name(request.service), " ", request.operation});
}

}  // namespace

// One exchange and what it allows next.
struct AwsClient::Attempt {
  std::expected<std::string, CallError> result;
  bool may_repeat = false;     // after a wait: nothing was written
  bool clock_moved = false;    // at once: the time was the trouble, and it is mended
  std::string unreached = {};  // why no reply came; empty: one came
};

std::expected<std::string, CallError> AwsClient::call(const AwsRequest& request) {
  auto endpoint = endpoint_of(request);
  if (!endpoint) return std::unexpected(CallError{std::move(endpoint).error()});
  const std::string path = concat(
      {endpoint->url, " ", request.interface_name, " ", to_text(std::int64_t{request.ip_version})});
  if (const auto* known = find_unreached(path)) {
    return std::unexpected(
        CallError{Error{Errc::retry, known->why}.context(label(request)), ErrorKind::transient});
  }
  bool clock_mended = false;
  for (int failures = 0;;) {
    if (now() < earliest_time()) {
      return std::unexpected(CallError{
          {Errc::wait,
           concat({"the clock says ", rfc3339(now()),
                   ", which is before this program was built; wait for NTP or set it"})}});
    }
    Attempt tried = attempt(request, *endpoint);
    if (tried.result) return std::move(tried.result);
    if (tried.clock_moved && !clock_mended) {
      clock_mended = true;
      continue;
    }
    if (!tried.may_repeat || request.follows_read) return std::move(tried.result);
    const auto wait_ms =
        wait_before_retry(++failures, tried.result.error().retry_after_ms, random_);
    if (!wait_ms) {
      if (!tried.unreached.empty()) {
        unreached_.push_back({path, clock_.monotonic_ms() + kUnreached_ms, tried.unreached});
      }
      return std::move(tried.result);
    }
    clock_.sleep_ms(*wait_ms);
  }
}

Result<Endpoint> AwsClient::endpoint_of(const AwsRequest& request) const {
  if (!request.endpoint.url.empty()) return request.endpoint;
  const std::string& region = request.region.empty() ? setup_.region : request.region;
  const std::string& own = setup_.endpoint_urls[static_cast<std::size_t>(request.service)];
  // With an endpoint of the user's own, AWS's still tells the region to sign for.
  TRY_ASSIGN(Endpoint endpoint,
             endpoint_for(request.service, region, setup_.use_dualstack && own.empty()));
  if (!own.empty()) endpoint.url = own;
  return endpoint;
}

const AwsClient::Unreached* AwsClient::find_unreached(std::string_view path) const {
  for (const auto& unreached : unreached_) {
    if (unreached.path == path && clock_.monotonic_ms() < unreached.until_ms) return &unreached;
  }
  return nullptr;
}

// A config of many names would otherwise be throttled, and the account's other programs with it.
void AwsClient::pace() {
  std::int64_t& oldest_ms = sent_ms_[sent_count_ % kRoute53PerSecond];
  const std::int64_t wait_ms = oldest_ms + 1'000 - clock_.monotonic_ms();
  if (sent_count_ >= kRoute53PerSecond && wait_ms > 0) clock_.sleep_ms(wait_ms);
  oldest_ms = clock_.monotonic_ms();
  ++sent_count_;
}

AwsClient::Attempt AwsClient::attempt(const AwsRequest& request, const Endpoint& endpoint) {
  if (request.service == Service::route53) pace();
  HttpRequest http{request.method, endpoint.url + request.path, {},
                   request.body,   request.interface_name,      request.ip_version};
  if (!request.query.empty()) http.url += '?' + request.query;
  if (!request.content_type.empty()) {
    http.headers.push_back({"content-type", request.content_type});
  }
  sign(http, {setup_.credentials, endpoint.region, signing_name(request.service), now()}, keys_);
  auto reply = http_.send(http);
  answered_ |= reply.has_value();
  if (!reply) {
    std::string why = reply.error().error.what;
    Error error = std::move(reply.error().error).context(label(request));
    const bool nothing_written = reply.error().never_sent || !request.writes;
    if (!nothing_written) error.code = Errc::unconfirmed;
    const bool may_repeat = error.code == Errc::retry || (!nothing_written && request.repeatable);
    return {.result = std::unexpected(CallError{std::move(error), ErrorKind::transient}),
            .may_repeat = may_repeat,
            .unreached = std::move(why)};
  }
  const bool clock_moved = follow_clock_of(*reply);
  if (reply->status / 100 == 2) return {.result = std::move(reply->body)};
  return refused(request, *reply, clock_moved);
}

AwsClient::Attempt AwsClient::refused(const AwsRequest& request, const HttpReply& reply,
                                      bool clock_moved) const {
  const ServiceError said = read_service_error(reply);
  const ErrorKind kind = kind_of(said);
  Errc code = code_of(kind);
  if (request.writes && kind == ErrorKind::transient && reply.status >= 500) {
    code = Errc::unconfirmed;
  }
  CallError error{{code, explain(said, label(request))}, kind, retry_after_ms(reply)};
  const bool may_repeat =
      kind != ErrorKind::clock &&
      (code == Errc::retry || (code == Errc::unconfirmed && request.repeatable));
  return {.result = std::unexpected(std::move(error)),
          .may_repeat = may_repeat,
          .clock_moved = clock_moved && kind == ErrorKind::clock};
}

bool AwsClient::follow_clock_of(const HttpReply& reply) {
  const auto server = server_time(reply);
  if (!server || std::llabs(*server - now()) <= kToleratedSkew_s) return false;
  // A time that no certificate's dates allow would keep the next request from being sent.
  if (*server < earliest_time() || *server > earliest_time() + kLongestService_s) return false;
  setup_.clock_offset_s = *server - clock_.wall();
  return true;
}

}  // namespace wan53
