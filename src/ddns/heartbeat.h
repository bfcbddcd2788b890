// SPDX-License-Identifier: MIT
// The URL that a monitor wants to be called after each round, so that silence raises its alarm.
// Pure.
//
// Sources: healthchecks.io/docs/http_api (a failure is reported at the ping URL followed by /fail);
// Uptime Kuma's push monitor (query parameter status=up or status=down).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace wan53 {

// A monitor is called at most once in this time.
inline constexpr Milliseconds kHeartbeatPause = 1min;

// The URL in the form of aws/url.h, with its query as it is. Errc::config, naming neither URL nor
// host, since anyone who knows the URL can report in our name.
Result<std::string> check_heartbeat_url(std::string_view value);

// What to call after a round. After a bad one: "status=up" in the query becomes "status=down"; a
// path that ends in a UUID, as Healthchecks has it, gets "/fail" appended; for any other URL
// nothing, as its monitor notices only silence. `url` is from check_heartbeat_url.
std::optional<std::string> heartbeat_url_after(const std::string& url, bool is_good);

}  // namespace wan53
