// SPDX-License-Identifier: MIT
// Wall-clock times as protocols and people write them, in UTC, for the years 1970 to 9999.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace wan53 {

// Nothing if there is no such time. Second 60 is a leap second.
std::optional<UtcTime> calendar_time(int year, int month, int day, int hour, int minute,
                                     int second);

// 20150830T123600Z, the form of X-Amz-Date.
std::string amz_date(UtcTime t);
std::optional<UtcTime> parse_amz_date(std::string_view text);

// 2015-08-30T12:36:00Z (RFC 3339), for files and people.
std::string rfc3339(UtcTime t);
std::optional<UtcTime> parse_rfc3339(std::string_view text);

// The HTTP Date header in its preferred form, "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
std::optional<UtcTime> parse_http_date(std::string_view text);

// "45 s", "12 min", "3 h 20 min", "2 d 4 h": a length of time in at most two units. Negative counts
// as 0.
std::string duration_text(Seconds length);

}  // namespace wan53
