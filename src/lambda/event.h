// SPDX-License-Identifier: MIT
// What an invocation asks for, read from its event, and whether that may be done. Pure.
//
// Three events are understood: the mapping template's {"ip","X-Forwarded-For","sourceIp"[,"host"]},
// the classic recipe's, which has the first two alone, and a function URL's (payload format 2.0:
// `ip` in the query, the host as the last part of the path). Unknown keys are passed over; a key
// that stands twice, or one of ours that is no text, makes the event unusable. Whoever may call the
// API writes ip, host and X-Forwarded-For: all three are hostile input.
// Source: "Invoking Lambda function URLs", AWS Lambda Developer Guide; "Mapping template
// reference", Amazon API Gateway Developer Guide.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ddns/detection.h"
#include "lambda/companion_settings.h"

namespace wan53 {

// Far above what a template of ours makes; a function URL passes on all headers (10 KB).
inline constexpr std::size_t kMaxUsefulEventBytes = 64 * 1024;

struct Event {
  std::string ip;             // as sent
  std::string host;           // as sent; empty: none was named
  std::string forwarded_for;  // X-Forwarded-For as sent
  std::string source_ip;      // the caller's address as AWS saw it; empty with the classic template
  bool function_url = false;  // answered in that one's form
  std::string fault;          // why the event is unusable; empty: it is not
};
Event read_event(std::string_view json);

// The caller, for texts: the address that AWS saw, else X-Forwarded-For; printable, at most 128
// bytes, "unknown" without either.
std::string caller_of(const Event& event);
// The host that texts name: the event's, printable and at most 255 bytes, else WAN53_HOST.
std::string host_of(const Event& event, const CompanionSettings& settings);

// The address that texts name: the event's ip, printable and at most 64 bytes.
std::string new_value_of(const Event& event);

// What the event asks for. Errc::bad_input if it is not usable, Errc::user if it is not allowed.
Result<DesiredRecord> desired_by(const Event& event, const CompanionSettings& settings);

}  // namespace wan53
