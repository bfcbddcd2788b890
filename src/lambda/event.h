// SPDX-License-Identifier: MIT
// Reads the event of an invocation: what it asks for, and whether that is allowed. Pure.
//
// Two forms are understood. The mapping template's {"ip","X-Forwarded-For","sourceIp"[,"host"]}, of
// which the classic recipe's has only the first two; and the proxied one of a function URL, an HTTP
// API (payload format 2.0 or 1.0) or a REST API's proxy integration: `ip` in the query, the host as
// the path's parameter `host` or its last part. Without `ip` the caller's own address is meant.
// Unknown keys are ignored. A repeated key, or one of ours that is not a string, makes the event
// unusable, and so does the event of another integration. Callers of the API control ip, host and
// X-Forwarded-For: all three are hostile input.
// Source: "Invoking Lambda function URLs", AWS Lambda Developer Guide; "Mapping template
// reference", "Input format of a Lambda function for proxy integration" and "Create AWS Lambda
// proxy integrations for HTTP APIs", Amazon API Gateway Developer Guide.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ddns/detection.h"
#include "lambda/companion_settings.h"

namespace wan53 {

// Far more than our template's events; a function URL passes on all headers (10 KB).
inline constexpr std::size_t kMaxUsefulEventBytes = 64 * 1024;

struct Event {
  std::string ip;             // as sent; empty if none
  std::string host;           // as sent; empty if none
  std::string forwarded_for;  // X-Forwarded-For as sent
  std::string source_ip;      // the caller's address as AWS saw it; empty with the classic template
  bool proxied = false;       // answer in the form of a function URL
  std::string fault;          // why the event is unusable; empty if it is usable
};
Event read_event(std::string_view json);

// The caller, for texts: the address that AWS saw, else X-Forwarded-For, else "unknown"; printable,
// at most 128 bytes.
std::string caller_of(const Event& event);
// The host, for texts: the event's, printable and at most 255 bytes, else WAN53_HOST.
std::string host_of(const Event& event, const CompanionSettings& settings);

// The new address, for texts: the event's ip, else the caller's own address, else "unknown";
// printable, at most 64 bytes.
std::string new_value_of(const Event& event);

// The desired record that the event asks for. Errc::bad_input if the event is unusable, Errc::user
// if the request is not allowed.
Result<DesiredRecord> desired_by(const Event& event, const CompanionSettings& settings);

}  // namespace wan53
