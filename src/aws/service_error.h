// SPDX-License-Identifier: MIT
// What a service said when it refused, in whichever of AWS's shapes: <ErrorResponse>, a bare
// <InvalidChangeBatch>, JSON with message/Message and __type, the x-amzn-ErrorType header, or none
// of them (an HTML page of something in between). Pure.
// Source: botocore's parsers.py and retries/standard.py; each service's error reference.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/http.h"
#include "base/result.h"
#include "base/time.h"

namespace wan53 {

// The error type of a companion whose Route 53 refuses: to try again soon is of no use.
inline constexpr std::string_view kCompanionRefused = "Route53.Refused";

struct ServiceError {
  int status = 0;
  std::string code;  // "Throttling"; empty when the reply names none
  std::string
      message;  // all messages joined by "; ", entities decoded, printable, at most 1,000 bytes
  std::string request_id;  // empty when there is none
};

// For a reply outside 2xx.
ServiceError read_service_error(const HttpReply& reply);

ErrorKind kind_of(const ServiceError& error);

// What the caller does next: retry for transient, throttled and clock, user for the rest.
Errc code_of(ErrorKind kind);

// One sentence for a person: what the service said and what to do about it, such as
// "Route 53 ChangeResourceRecordSets: AccessDenied (403): User: ... is not authorized ...; attach
// the policy that `wan53 iam-policy` prints". `operation` is put in front.
std::string explain(const ServiceError& error, std::string_view operation);

// Retry-After (seconds, or an HTTP date against the reply's own Date) or x-amz-retry-after
// (milliseconds), bounded to one hour. Nothing when absent or malformed.
std::optional<Milliseconds> retry_after(const HttpReply& reply);

// The server's time: the Date header.
std::optional<UtcTime> server_time(const HttpReply& reply);

}  // namespace wan53
