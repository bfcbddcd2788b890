// SPDX-License-Identifier: MIT
#include "access/aws_client.h"

#include <algorithm>

#include "aws/service_error.h"
#include "base/compose.h"
#include "ddns/back_off.h"
#include "settings/version.h"

namespace wan53 {
namespace {

std::string operation_name(const AwsRequest& request) {
  return compose("{} {}", display_name(request.service), request.operation);
}

}  // namespace

// The result of one exchange, and whether the request may be sent again.
struct AwsClient::Exchange {
  Result<std::string> result;
  bool may_repeat = false;     // after a wait: nothing was written, or a second write does no harm
  bool clock_moved = false;    // at once: the signing clock was wrong and is corrected now
  bool refused = false;        // at once, if something newer can sign
  std::string unreached = {};  // why no reply came; empty if one came
};

Result<std::string> AwsClient::call(const AwsRequest& request) {
  TRY_ASSIGN(const Endpoint& endpoint, endpoint_of(request));
  const std::string path =
      compose("{} {} {}", endpoint.url, request.interface_name, std::int64_t{request.ip_version});
  if (const auto* known = find_unreached(path)) {
    return fail(Error{
        .code = Errc::retry, .what = known->why, .kind = ErrorKind::transient, .never_sent = true}
                    .context(operation_name(request)));
  }
  bool clock_corrected = false;
  for (int failures = 0;;) {
    TRY(check_time(now()));
    Exchange tried = exchange(request, endpoint);
    if (tried.result) return std::move(tried.result);
    if (tried.clock_moved && !clock_corrected) {
      clock_corrected = true;
      continue;
    }
    ErrorKind& kind = tried.result.error().kind;
    if (tried.refused && access_.signer != nullptr) {
      if (access_.signer->refused(kind)) {
        note("{}; asking for new credentials", tried.result.error().what);
        continue;
      }
      if (kind == ErrorKind::expired) {
        tried.result.error().code = Errc::retry;
        kind = ErrorKind::transient;
      }
    }
    if (kind == ErrorKind::unknown_key) {
      const auto wait = new_key_wait();
      if (wait && request.follows_read) {
        tried.result.error().code = Errc::retry;
        tried.result.error().retry_after = wait;
      } else if (wait) {
        pause(*wait, "AWS does not know this access key; a new one takes up to 30 s");
        continue;
      }
    }
    if (!tried.may_repeat || request.follows_read || access_.one_try)
      return std::move(tried.result);
    const auto wait = wait_before_retry(++failures, tried.result.error().retry_after, random_);
    if (!wait) {
      if (!tried.unreached.empty()) {
        unreached_.push_back({path, clock_.now() + kUnreachedFor, tried.unreached});
      }
      return std::move(tried.result);
    }
    pause(*wait,
          compose("trying again in {} ms, after: {}", wait->count(), tried.result.error().what));
  }
}

void AwsClient::pause(Milliseconds length, std::string_view what) {
  note("{}", what);
  std::optional<Progress::Wait> wait;
  if (access_.progress != nullptr) wait.emplace(*access_.progress, what);
  clock_.sleep(length);
}

// How long to wait until AWS may know the key. Nothing if it is not new.
std::optional<Milliseconds> AwsClient::new_key_wait() {
  if (!access_.key_is_new || is_patience_over()) return std::nullopt;
  if (!key_known_by_) key_known_by_ = clock_.now() + kNewKeyPatience;
  return std::min(wait_for_new_key(++key_refusals_, random_), *key_known_by_ - clock_.now());
}

Result<Endpoint> AwsClient::endpoint_of(const AwsRequest& request) const {
  if (!request.endpoint.url.empty()) return request.endpoint;
  return access_.endpoints.of(request.service, request.region);
}

const AwsClient::Unreached* AwsClient::find_unreached(std::string_view path) const {
  for (const auto& unreached : unreached_) {
    if (unreached.path == path && clock_.now() < unreached.until) return &unreached;
  }
  return nullptr;
}

// Otherwise a config of many names would be throttled, and so would the account's other programs.
void AwsClient::pace() {
  std::optional<Moment>& oldest = sent_[sent_count_ % kRoute53PerSecond];
  if (oldest) clock_.sleep(*oldest + 1s - clock_.now());
  oldest = clock_.now();
  ++sent_count_;
}

AwsClient::Exchange AwsClient::exchange(const AwsRequest& request, const Endpoint& endpoint) {
  if (request.service == Service::route53) pace();
  HttpRequest http{request.method, endpoint.url + request.path, {},
                   request.body,   request.interface_name,      request.ip_version};
  if (!request.query.empty()) http.url += '?' + request.query;
  if (!request.content_type.empty()) {
    http.headers.push_back({"content-type", request.content_type});
  }
  if (Status signed_now = sign_request(http, request, endpoint.region); !signed_now) {
    return {.result = pass_on(signed_now)};
  }
  auto reply = http_.send(http);
  if (!reply) {
    std::string& why = reply.error().what;
    const bool is_regional =
        !endpoint.region.empty() && endpoint.url.find(endpoint.region) != endpoint.url.npos;
    if (reply.error().kind == ErrorKind::unresolved && is_regional) {
      why += compose(", and that the region {} exists", endpoint.region);
    }
    const bool is_oversized = reply.error().kind == ErrorKind::oversized;
    std::string unreached = is_oversized ? std::string() : why;
    Error error = std::move(reply).error().context(operation_name(request));
    if (!is_oversized) error.kind = ErrorKind::transient;
    const bool nothing_written = error.never_sent || !request.writes;
    if (!nothing_written) error.code = Errc::unconfirmed;
    const bool may_repeat = !(is_oversized && request.can_ask_less) &&
                            (error.code == Errc::retry || (!nothing_written && request.repeatable));
    return {.result = fail(std::move(error)),
            .may_repeat = may_repeat,
            .unreached = std::move(unreached)};
  }
  const bool clock_moved = time_.follow(*reply);
  if (reply->status / 100 == 2) {
    key_worked_ = true;
    return {.result = std::move(reply->body)};
  }
  return refused_exchange(request, *reply, clock_moved);
}

Status AwsClient::sign_request(HttpRequest& http, const AwsRequest& request,
                               std::string_view region) {
  if (access_.signer != nullptr) return access_.signer->sign(http, request.service, region, time_);
  sign(http, {access_.credentials, region, signing_name(request.service), now()}, keys_);
  return {};
}

AwsClient::Exchange AwsClient::refused_exchange(const AwsRequest& request, const HttpReply& reply,
                                                bool clock_moved) const {
  ServiceError said = read_service_error(reply);
  said.service = request.service;
  said.by_session = access_.signer != nullptr;
  const ErrorKind kind = kind_of(said);
  Errc code = code_of(kind);
  if (request.writes && kind == ErrorKind::transient && reply.status >= 500) {
    code = Errc::unconfirmed;
  }
  const bool may_repeat =
      kind != ErrorKind::clock &&
      (code == Errc::retry || (code == Errc::unconfirmed && request.repeatable));
  return {
      .result = fail(Error{code, explain(said, operation_name(request)), kind, retry_after(reply)}),
      .may_repeat = may_repeat,
      // Roles Anywhere does not always say that it was the time.
      .clock_moved =
          clock_moved && (kind == ErrorKind::clock || request.service == Service::roles_anywhere),
      .refused = true};
}

}  // namespace wan53
