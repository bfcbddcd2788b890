// SPDX-License-Identifier: MIT
// Reads a service's error reply in any of AWS's formats: <ErrorResponse>, a bare
// <InvalidChangeBatch>, JSON with message/Message and __type, the x-amzn-ErrorType header; or in
// none of them (an HTML page from a proxy). Pure.
// Source: botocore's parsers.py and retries/standard.py; each service's error reference.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "aws/endpoint.h"
#include "base/http.h"
#include "base/result.h"
#include "base/time.h"

namespace wan53 {

// The companion's error type if Route 53 refuses its request: an early retry would fail too.
inline constexpr std::string_view kCompanionRefused = "Route53.Refused";

struct ServiceError {
  int status = 0;
  std::string code;        // "Throttling"; empty if the reply names none
  std::string message;     // all of them, joined by "; "; decoded, printable, at most 1,000 bytes
  std::string request_id;  // empty if there is none
  Service service = Service::route53;  // who said it; for the caller to set, as is the next
  bool by_session = false;             // a session or certificate signed, no stored key
};

// For a reply whose status is not 2xx.
ServiceError read_service_error(const HttpReply& reply);

ErrorKind kind_of(const ServiceError& error);

// What the caller does next: Errc::retry for transient and throttled, Errc::user for the rest. A
// refused clock is the user's if the caller could not correct it.
Errc code_of(ErrorKind kind);

// One sentence for a person: what the service said and what to do about it, such as
// "Route 53 ChangeResourceRecordSets: AccessDenied (403): User: ... is not authorized ...; attach
// the policy that `wan53 iam-policy` prints". It begins with `operation`.
std::string explain(const ServiceError& error, std::string_view operation);

// Retry-After (seconds, or an HTTP date against the reply's own Date) or x-amz-retry-after
// (milliseconds), at most one hour. Nothing if absent or malformed.
std::optional<Milliseconds> retry_after(const HttpReply& reply);

// The server's time: the Date header.
std::optional<UtcTime> server_time(const HttpReply& reply);

}  // namespace wan53
