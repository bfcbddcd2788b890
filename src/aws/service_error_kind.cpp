// SPDX-License-Identifier: MIT
#include <iterator>
#include <string_view>

#include "aws/denial.h"
#include "aws/service_error.h"
#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

// Indices of kAdvice: the one thing that helps.
enum class Advice : std::uint8_t {
  endpoint,
  nothing,
  rate,
  quota,
  clock,
  secret,
  access_key,
  token,
  provider,
  mangled,
  region,
  service,
  url,
  forbidden,
  between,
  policy,
  wait_policy,
  gateway_policy,
  assume_role,
  duration,
  deny,
  boundary,
  organization,
  session,
  vpc_endpoint,
  resource,
  no_signature,
  kms_policy,
  kms_key,
  sign_up,
  region_off,
  account,
  zone,
  own_zone,
  change,
  missing,
  health_check,
  iot_denied,
  iot_missing,
  trust_anchor,
  roles_anywhere_denied,
  roles_anywhere_missing,
  config,
};

constexpr const char* kAdvice[] = {
    "check the region and the endpoint",
    "the next attempt may succeed",
    "this account sends too many requests; the next attempt waits longer",
    "ask AWS for a higher quota, or delete what is not needed",
    "set this machine's clock, and see that nothing on the way holds requests back: AWS refuses "
    "more than 5 minutes off",
    "check that the secret access key belongs to this access key id",
    "check the access key id, that the key is active, and, with temporary credentials, the "
    "session token",
    "renew the temporary credentials and their session token",
    "the session is not accepted, although it is new: see whether its role was deleted and made again",
    "something between here and AWS changes the request's headers; check the endpoint and any "
    "proxy",
    "set `region` in wan53.conf to the endpoint's region",
    "this endpoint is another service's; check gateway-url, AWS_ENDPOINT_URL and "
    "AWS_ENDPOINT_URL_*",
    "check the URL: API Gateway answers this if the path, stage or method does not exist, "
    "and any service does if the signature was lost on the way",
    "check the URL, and that the key may call it: API Gateway answers this if the domain maps the "
    "path to no API, if its default host name is disabled, and if a firewall blocks the request",
    "this may come from something between here and AWS; check the endpoint and any proxy",
    "give this machine's user or role the policy that `wan53 iam-policy` prints",
    "give this machine's user or role the policy that `wan53 iam-policy --wait` prints",
    "give this machine's user or role the policy that `wan53 iam-policy --gateway` prints",
    "the user's policy must allow sts:AssumeRole on that role, and the role's trust policy must name "
    "the user and, if it asks for one, the same external_id",
    "lower duration_seconds in the credentials file, or raise the role's maximum",
    "remove that Deny from the policies of this machine's user or role, or from the API's; no Allow "
    "outweighs it",
    "change the permissions boundary of this machine's user or role; no other policy helps",
    "the organization's administrator must change its policy; nothing in this account helps",
    "start the session with a policy that allows this",
    "change the policy of the VPC endpoint on the way",
    "change the policy of the resource itself: the topic's or the API's",
    "set the API's authorization to AWS_IAM",
    "allow kms:GenerateDataKey and kms:Decrypt on the topic's KMS key, in the key's own policy, too",
    "the topic needs an enabled KMS key that exists; see its encryption settings in SNS",
    "finish the account's sign-up for this service and region in AWS's console",
    "enable the region in the account's settings, or set another `region`",
    "the account's owner must settle this with AWS",
    "check `zone` in wan53.conf, or remove it so that the zone is looked up by name",
    "set `zone` to the id of the name's own hosted zone, or remove it so that the zone is looked "
    "up by name",
    "Route 53 forgets changes after a while; there is nothing to do",
    "check the ARN, id or URL in wan53.conf, its region and the account of the access key",
    "the record set names a health check that is gone; give it another one or none in Route 53",
    "AWS does not say why: check that the certificate is active, that its policy allows this role "
    "alias, that iot-thing is attached to it, and that the role trusts "
    "credentials.iot.amazonaws.com",
    "check iot-endpoint and iot-role-alias: both must belong to the account that the certificate "
    "is registered in",
    "the CA that issued client-cert is not the trust anchor's; add any intermediate certificates "
    "to client-cert",
    "check that trust anchor and profile are enabled, that the profile lists role-arn, that the "
    "role trusts rolesanywhere.amazonaws.com, and that the certificate is not revoked",
    "check trust-anchor-arn, profile-arn and role-arn, and their region and account",
    "nothing was changed; check the names and values in wan53.conf",
};

static_assert(std::size(kAdvice) == static_cast<std::size_t>(Advice::config) + 1);

struct Meaning {
  ErrorKind kind;
  Advice advice;
};

struct Known {
  const char* text;
  Meaning meaning;
};

// Without a trailing "Exception": some services add it to the same codes, others do not.
constexpr Known kKnownCodes[] = {
    {"PriorRequestNotComplete", {ErrorKind::transient, Advice::nothing}},
    {"ConcurrentModification", {ErrorKind::transient, Advice::nothing}},
    {"RequestTimeout", {ErrorKind::transient, Advice::nothing}},
    {"RequestAborted", {ErrorKind::transient, Advice::nothing}},
    {"InternalFailure", {ErrorKind::transient, Advice::nothing}},
    {"InternalError", {ErrorKind::transient, Advice::nothing}},
    {"InternalServerError", {ErrorKind::transient, Advice::nothing}},
    {"InternalServiceError", {ErrorKind::transient, Advice::nothing}},
    {"ServiceUnavailable", {ErrorKind::transient, Advice::nothing}},
    {"TooManyRequests", {ErrorKind::throttled, Advice::rate}},
    {"RequestLimitExceeded", {ErrorKind::throttled, Advice::rate}},
    {"SlowDown", {ErrorKind::throttled, Advice::rate}},
    {"LimitExceeded", {ErrorKind::other, Advice::quota}},
    {"LimitsExceeded", {ErrorKind::other, Advice::quota}},
    {"RequestTimeTooSkewed", {ErrorKind::clock, Advice::clock}},
    {"RequestExpired", {ErrorKind::clock, Advice::clock}},
    {"RequestInTheFuture", {ErrorKind::clock, Advice::clock}},
    {"SignatureDoesNotMatch", {ErrorKind::credentials, Advice::secret}},
    {"InvalidSignature", {ErrorKind::credentials, Advice::secret}},
    {"IncompleteSignature", {ErrorKind::credentials, Advice::mangled}},
    {"InvalidClientTokenId", {ErrorKind::unknown_key, Advice::access_key}},
    {"UnrecognizedClient", {ErrorKind::unknown_key, Advice::access_key}},
    {"InvalidAccessKeyId", {ErrorKind::unknown_key, Advice::access_key}},
    {"AuthFailure", {ErrorKind::unknown_key, Advice::access_key}},
    {"InvalidSecurity", {ErrorKind::credentials, Advice::access_key}},
    {"InvalidToken", {ErrorKind::credentials, Advice::token}},
    {"ExpiredToken", {ErrorKind::expired, Advice::token}},
    {"MissingAuthenticationToken", {ErrorKind::credentials, Advice::url}},
    {"AccessDenied", {ErrorKind::denied, Advice::policy}},
    {"AuthorizationError", {ErrorKind::denied, Advice::policy}},
    {"NotAuthorized", {ErrorKind::denied, Advice::policy}},
    {"UnauthorizedOperation", {ErrorKind::denied, Advice::policy}},
    {"Forbidden", {ErrorKind::denied, Advice::forbidden}},
    {"OptInRequired", {ErrorKind::denied, Advice::sign_up}},
    {"SubscriptionRequired", {ErrorKind::denied, Advice::sign_up}},
    {"KMSOptInRequired", {ErrorKind::denied, Advice::sign_up}},
    {"RegionDisabled", {ErrorKind::denied, Advice::region_off}},
    {"PendingVerification", {ErrorKind::denied, Advice::account}},
    {"Blocked", {ErrorKind::denied, Advice::account}},
    {"KMSAccessDenied", {ErrorKind::denied, Advice::kms_policy}},
    {"KMSDisabled", {ErrorKind::other, Advice::kms_key}},
    {"KMSInvalidState", {ErrorKind::other, Advice::kms_key}},
    {"KMSNotFound", {ErrorKind::other, Advice::kms_key}},
    {"NoSuchHostedZone", {ErrorKind::not_found, Advice::zone}},
    {"NoSuchChange", {ErrorKind::not_found, Advice::change}},
    {"NotFound", {ErrorKind::not_found, Advice::missing}},
    {"ResourceNotFound", {ErrorKind::not_found, Advice::missing}},
    {"NoSuchHealthCheck", {ErrorKind::invalid, Advice::health_check}},
    {"ParameterValueInvalid", {ErrorKind::invalid, Advice::config}},
    {"UnknownOperation", {ErrorKind::other, Advice::service}},
    {"InvalidAction", {ErrorKind::other, Advice::service}},
    {"MissingAction", {ErrorKind::other, Advice::service}},
};

// How codes of a family begin.
constexpr Known kFamilies[] = {
    {"Account", {ErrorKind::denied, Advice::account}},  // AccountSuspended, AccountProblem
    {"Invalid", {ErrorKind::invalid, Advice::config}},
    {"Malformed", {ErrorKind::invalid, Advice::config}},
    {"Missing", {ErrorKind::invalid, Advice::config}},
    {"Validation", {ErrorKind::invalid, Advice::config}},
};

// Parts of messages that tell more than the code, which differs between services.
constexpr Known kKnownTexts[] = {
    {"Signature expired", {ErrorKind::clock, Advice::clock}},
    {"Signature not yet current", {ErrorKind::clock, Advice::clock}},
    {"scoped to correct service", {ErrorKind::credentials, Advice::service}},
    {"scoped to a valid region", {ErrorKind::credentials, Advice::region}},
    {"token included in the request is expired", {ErrorKind::expired, Advice::token}},
    {"token included in the request is invalid", {ErrorKind::unknown_key, Advice::access_key}},
    {"Missing Authentication Token", {ErrorKind::credentials, Advice::url}},
    {"Function URL authorization", {ErrorKind::denied, Advice::gateway_policy}},
    {"not permitted in zone", {ErrorKind::invalid, Advice::own_zone}},
    {"DurationSeconds exceeds", {ErrorKind::invalid, Advice::duration}},
    {"Exceeded limit", {ErrorKind::invalid, Advice::quota}},
    // Route 53's text for a zone of another account, whatever the key's policies allow.
    {"authorized to access this resource", {ErrorKind::denied, Advice::missing}},
    {"Rate exceeded", {ErrorKind::throttled, Advice::rate}},
};

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::string_view plain_code(const ServiceError& error) {
  std::string_view code = error.code;
  constexpr std::string_view kSuffix = "Exception";
  if (code.size() > kSuffix.size() && code.ends_with(kSuffix)) code.remove_suffix(kSuffix.size());
  return code;
}

Meaning meaning_of_status(const ServiceError& error) {
  const int status = error.status;
  if (status == 429) return {ErrorKind::throttled, Advice::rate};
  if (status >= 500 || status == 408) return {ErrorKind::transient, Advice::nothing};
  if (status == 401 || status == 403) {
    if (error.message == "Forbidden") return {ErrorKind::denied, Advice::forbidden};
    return {ErrorKind::denied, error.code.empty() ? Advice::between : Advice::policy};
  }
  if (status == 404) return {ErrorKind::not_found, Advice::missing};
  return {ErrorKind::other, Advice::endpoint};
}

Meaning meaning_of_code(const ServiceError& error) {
  const std::string_view code = plain_code(error);
  if (contains(code, "Throttl")) return {ErrorKind::throttled, Advice::rate};
  for (const auto& known : kKnownCodes) {
    if (known.text == code) return known.meaning;
  }
  for (const auto& known : kFamilies) {
    if (code.starts_with(known.text)) return known.meaning;
  }
  return meaning_of_status(error);
}

constexpr std::string_view kAssumeRole = "sts:AssumeRole";

// What must change before the request is allowed.
Advice advice_on_denial(const ServiceError& error, Advice otherwise) {
  const Denial denial = read_denial(error.message);
  switch (denial.by) {
    case DeniedBy::deny:
      return Advice::deny;
    case DeniedBy::boundary:
      return Advice::boundary;
    case DeniedBy::organization:
      return Advice::organization;
    case DeniedBy::session:
      return Advice::session;
    case DeniedBy::vpc_endpoint:
      return Advice::vpc_endpoint;
    case DeniedBy::no_signature:
      return Advice::no_signature;
    case DeniedBy::resource:
      if (denial.action == kAssumeRole) return Advice::assume_role;
      return denial.action.starts_with("kms:") ? Advice::kms_policy : Advice::resource;
    case DeniedBy::untold:
      break;
  }
  // A function URL's whole text for a caller that may not invoke it.
  const bool is_url = otherwise == Advice::policy && error.message == "Forbidden";
  if (is_url || denial.action.starts_with("execute-api:") || denial.action.starts_with("lambda:")) {
    return Advice::gateway_policy;
  }
  if (denial.action == kAssumeRole) return Advice::assume_role;
  if (denial.action.starts_with("kms:")) return Advice::kms_policy;
  return denial.action == "route53:GetChange" ? Advice::wait_policy : otherwise;
}

// What a provider refuses: no access key and no policy of ours has a part in it.
Meaning meaning_of_provider(const ServiceError& error, Meaning meaning) {
  const bool is_iot = error.service == Service::iot;
  if (meaning.kind == ErrorKind::denied) {
    meaning.advice = is_iot                                 ? Advice::iot_denied
                     : contains(error.message, "Untrusted") ? Advice::trust_anchor
                                                            : Advice::roles_anywhere_denied;
  } else if (meaning.kind == ErrorKind::not_found) {
    meaning.advice = is_iot ? Advice::iot_missing : Advice::roles_anywhere_missing;
  }
  return meaning;
}

Meaning meaning_of(const ServiceError& error) {
  Meaning meaning = meaning_of_code(error);
  if (code_of(meaning.kind) == Errc::retry) return meaning;
  // The user cannot fix a failing or busy server, whatever code it sends.
  const Meaning by_status = meaning_of_status(error);
  if (code_of(by_status.kind) == Errc::retry) return by_status;
  for (const auto& known : kKnownTexts) {
    if (contains(error.message, known.text)) return known.meaning;
  }
  if (error.service == Service::iot || error.service == Service::roles_anywhere) {
    return meaning_of_provider(error, meaning);
  }
  if (meaning.kind == ErrorKind::denied) {
    meaning.advice = advice_on_denial(error, meaning.advice);
  }
  return meaning;
}

std::string_view next_step(const ServiceError& error, const Meaning& meaning) {
  if (error.code == "CompanionRefusal" && code_of(meaning.kind) == Errc::user) {
    return "the stack's settings decide what the companion accepts";
  }
  if (error.code == kCompanionRefused) return "the companion's owner must fix that";
  const bool is_own = meaning.advice == Advice::access_key || meaning.advice == Advice::token;
  const Advice advice = error.by_session && is_own ? Advice::provider : meaning.advice;
  return kAdvice[static_cast<std::size_t>(advice)];
}

}  // namespace

ErrorKind kind_of(const ServiceError& error) {
  // Only the companion's owner can fix the cause; see lambda/reply.h.
  if (error.code == kCompanionRefused) return ErrorKind::denied;
  return meaning_of(error).kind;
}

Errc code_of(ErrorKind kind) {
  return kind == ErrorKind::transient || kind == ErrorKind::throttled ? Errc::retry : Errc::user;
}

std::string explain(const ServiceError& error, std::string_view operation) {
  std::string_view message = error.message;
  if (message.ends_with('.') && !message.ends_with("...")) message.remove_suffix(1);
  const std::string status = to_text(error.status);
  const std::string what =
      error.code.empty() ? compose("HTTP {}", status) : compose("{} ({})", error.code, status);
  return compose("{}: {}{}{}; {}", operation, what, message.empty() ? "" : ": ", message,
                 next_step(error, meaning_of(error)));
}

}  // namespace wan53
