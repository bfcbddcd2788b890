// SPDX-License-Identifier: MIT
#include <string_view>

#include "aws/service_error.h"
#include "base/text.h"

namespace wan53 {
namespace {

struct KnownCode {
  std::string_view code;
  ErrorKind kind;
};

// Without a trailing "Exception": some services add it to the same codes, others do not.
constexpr KnownCode kKnownCodes[] = {
    {"PriorRequestNotComplete", ErrorKind::transient},
    {"RequestTimeout", ErrorKind::transient},
    {"InternalFailure", ErrorKind::transient},
    {"InternalError", ErrorKind::transient},
    {"InternalServerError", ErrorKind::transient},
    {"InternalServiceError", ErrorKind::transient},
    {"ServiceUnavailable", ErrorKind::transient},
    {"Throttling", ErrorKind::throttled},
    {"Throttled", ErrorKind::throttled},
    {"RequestThrottled", ErrorKind::throttled},
    {"TooManyRequests", ErrorKind::throttled},
    {"RequestLimitExceeded", ErrorKind::throttled},
    {"LimitExceeded", ErrorKind::throttled},
    {"SlowDown", ErrorKind::throttled},
    {"KMSThrottling", ErrorKind::throttled},
    {"RequestTimeTooSkewed", ErrorKind::clock},
    {"RequestExpired", ErrorKind::clock},
    {"RequestInTheFuture", ErrorKind::clock},
    {"SignatureDoesNotMatch", ErrorKind::credentials},
    {"InvalidSignature", ErrorKind::credentials},
    {"IncompleteSignature", ErrorKind::credentials},
    {"InvalidClientTokenId", ErrorKind::credentials},
    {"UnrecognizedClient", ErrorKind::credentials},
    {"InvalidAccessKeyId", ErrorKind::credentials},
    {"InvalidToken", ErrorKind::credentials},
    {"ExpiredToken", ErrorKind::credentials},
    {"InvalidSecurity", ErrorKind::credentials},
    {"MissingAuthenticationToken", ErrorKind::credentials},
    {"AccessDenied", ErrorKind::denied},
    {"AuthorizationError", ErrorKind::denied},
    {"NotAuthorized", ErrorKind::denied},
    {"UnauthorizedOperation", ErrorKind::denied},
    {"Forbidden", ErrorKind::denied},
    {"OptInRequired", ErrorKind::denied},
    {"KMSAccessDenied", ErrorKind::denied},
    {"NoSuchHostedZone", ErrorKind::not_found},
    {"NoSuchChange", ErrorKind::not_found},
    {"NotFound", ErrorKind::not_found},
    {"ResourceNotFound", ErrorKind::not_found},
    {"NoSuchHealthCheck", ErrorKind::invalid},
    {"ParameterValueInvalid", ErrorKind::invalid},
};

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::string_view plain_code(const ServiceError& error) {
  std::string_view code = error.code;
  constexpr std::string_view kSuffix = "Exception";
  if (code.size() > kSuffix.size() && code.ends_with(kSuffix)) code.remove_suffix(kSuffix.size());
  return code;
}

ErrorKind kind_of_status(int status) {
  if (status == 429) return ErrorKind::throttled;
  if (status >= 500 || status == 408) return ErrorKind::transient;
  if (status == 401 || status == 403) return ErrorKind::denied;
  return status == 404 ? ErrorKind::not_found : ErrorKind::other;
}

ErrorKind kind_of_code(std::string_view code, int status) {
  for (const auto& known : kKnownCodes) {
    if (known.code == code) return known.kind;
  }
  const ErrorKind kind = kind_of_status(status);
  for (const std::string_view start : {"Invalid", "Malformed", "Missing", "Validation"}) {
    if (code.starts_with(start) && code_of(kind) != Errc::retry) return ErrorKind::invalid;
  }
  return kind;
}

std::string_view step_for_credentials(std::string_view code, std::string_view message) {
  if (code == "ExpiredToken") return "renew the temporary credentials and their session token";
  if (code == "MissingAuthenticationToken") {
    return "check the URL: API Gateway answers this if the path, stage or method does not exist, "
           "and any service does if the signature was lost on the way";
  }
  // "Credential should be scoped to a valid region."
  if (contains(message, "scoped to")) return "set `region` in wan53.conf to the API's region";
  if (code == "SignatureDoesNotMatch" || code == "InvalidSignature") {
    return "check that the secret access key belongs to this access key id";
  }
  return "check the access key id, that the key is active, and, with temporary credentials, the "
         "session token";
}

std::string_view step_for_missing(std::string_view code) {
  if (code == "NoSuchHostedZone") {
    return "check `zone` in wan53.conf, or remove it so that the zone is looked up by name";
  }
  if (code == "NoSuchChange")
    return "Route 53 forgets changes after a while; there is nothing to do";
  return "check the ARN or id in wan53.conf, its region and the account of the access key";
}

std::string_view next_step(const ServiceError& error, ErrorKind kind) {
  if (error.code == "CompanionRefusal" && code_of(kind) == Errc::user) {
    return "the stack's settings decide what the companion accepts";
  }
  if (error.code == kCompanionRefused) return "the companion's owner must fix that";
  switch (kind) {
    case ErrorKind::transient:
      return "the next attempt may succeed";
    case ErrorKind::throttled:
      return "this account sends too many requests; the next attempt waits longer";
    case ErrorKind::clock:
      return "set this machine's clock; AWS refuses more than 5 minutes off";
    case ErrorKind::credentials:
      return step_for_credentials(plain_code(error), error.message);
    case ErrorKind::denied:
      if (error.code == "ForbiddenException") {
        return "check the URL: API Gateway answers this if the domain maps the path to no API, if "
               "its default host name is disabled, and if a firewall blocks the request";
      }
      return error.code.empty()
                 ? "this may come from something between here and AWS; check the "
                   "endpoint and any proxy"
                 : "give the key's user or role the policy that `wan53 iam-policy` prints";
    case ErrorKind::not_found:
      return step_for_missing(plain_code(error));
    case ErrorKind::invalid:
      if (contains(error.message, "not permitted in zone")) {
        return "set `zone` to the id of the name's own hosted zone, or remove it so that the zone "
               "is looked up by name";
      }
      return "nothing was changed; check the names and values in wan53.conf";
    case ErrorKind::none:
    case ErrorKind::other:
      break;
  }
  return "check the region and the endpoint";
}

}  // namespace

ErrorKind kind_of(const ServiceError& error) {
  // Only the companion's owner can fix the cause; see lambda/reply.h.
  if (error.code == kCompanionRefused) return ErrorKind::denied;
  const ErrorKind kind = kind_of_code(plain_code(error), error.status);
  // Both SignatureDoesNotMatch and InvalidSignatureException may carry either text.
  if (kind == ErrorKind::credentials && (contains(error.message, "Signature expired") ||
                                         contains(error.message, "Signature not yet current"))) {
    return ErrorKind::clock;
  }
  // The user cannot fix a failing server, whatever code it sends.
  if (error.status >= 500 && code_of(kind) != Errc::retry) return ErrorKind::transient;
  // API Gateway's message for an unknown access key.
  if (kind == ErrorKind::denied &&
      contains(error.message, "security token included in the request")) {
    return ErrorKind::credentials;
  }
  return kind;
}

Errc code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::transient:
    case ErrorKind::throttled:
    case ErrorKind::clock:
      return Errc::retry;
    case ErrorKind::credentials:
    case ErrorKind::denied:
    case ErrorKind::not_found:
    case ErrorKind::invalid:
    case ErrorKind::none:
    case ErrorKind::other:
      break;
  }
  return Errc::user;
}

std::string explain(const ServiceError& error, std::string_view operation) {
  std::string_view message = error.message;
  if (message.ends_with('.') && !message.ends_with("...")) message.remove_suffix(1);
  const std::string status = to_text(error.status);
  const std::string what =
      error.code.empty() ? concat({"HTTP ", status}) : concat({error.code, " (", status, ")"});
  return concat({operation, ": ", what, message.empty() ? "" : ": ", message, "; ",
                 next_step(error, kind_of(error))});
}

}  // namespace wan53
