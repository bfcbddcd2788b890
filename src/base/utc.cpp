// SPDX-License-Identifier: MIT
#include "base/utc.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

// Fields as read from the digits of a text; not checked yet.
struct Fields {
  int year, month, day, hour, minute, second;
};

constexpr UtcTime kLatest = utc_time(253'402'300'799);  // the end of the year 9999

Fields fields_of(UtcTime time) {
  const UtcTime bounded = std::clamp(time, UtcTime(), kLatest);
  const auto day = std::chrono::floor<std::chrono::days>(bounded);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(bounded - day);
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count())};
}

std::optional<UtcTime> time_from(const Fields& fields) {
  const std::chrono::year_month_day date(std::chrono::year(fields.year),
                                         std::chrono::month(static_cast<unsigned>(fields.month)),
                                         std::chrono::day(static_cast<unsigned>(fields.day)));
  // Second 60 is a leap second, which some clocks report.
  if (fields.year < 1970 || !date.ok() || fields.hour > 23 || fields.minute > 59 ||
      fields.second > 60) {
    return std::nullopt;
  }
  // As seconds first: the minutes since 1970 do not fit into 32 bits.
  return UtcTime(std::chrono::sys_days(date)) + std::chrono::hours(fields.hour) +
         std::chrono::minutes(fields.minute) + Seconds(fields.second);
}

// In a pattern, Y M D h m s each stand for one digit of that field; other characters stand for
// themselves.
int* field_of(Fields& c, char letter) {
  switch (letter) {
    case 'Y':
      return &c.year;
    case 'M':
      return &c.month;
    case 'D':
      return &c.day;
    case 'h':
      return &c.hour;
    case 'm':
      return &c.minute;
    case 's':
      return &c.second;
    default:
      return nullptr;
  }
}

std::optional<UtcTime> parse_pattern(std::string_view text, std::string_view pattern,
                                     int month = 0) {
  if (text.size() != pattern.size()) return std::nullopt;
  Fields c{};
  c.month = month;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int* field = field_of(c, pattern[i]);
    if (field == nullptr) {
      if (text[i] != pattern[i]) return std::nullopt;
    } else {
      if (!is_digit(text[i])) return std::nullopt;
      *field = *field * 10 + (text[i] - '0');
    }
  }
  return time_from(c);
}

std::string format(std::string_view pattern, UtcTime t) {
  Fields c = fields_of(t);
  std::string text(pattern);
  for (std::size_t i = text.size(); i-- > 0;) {
    int* field = field_of(c, pattern[i]);
    if (field == nullptr) continue;
    text[i] = static_cast<char>('0' + *field % 10);
    *field /= 10;
  }
  return text;
}

}  // namespace

std::optional<UtcTime> calendar_time(int year, int month, int day, int hour, int minute,
                                     int second) {
  return time_from({year, month, day, hour, minute, second});
}

std::string amz_date(UtcTime t) { return format("YYYYMMDDThhmmssZ", t); }
std::string rfc3339(UtcTime t) { return format("YYYY-MM-DDThh:mm:ssZ", t); }

std::optional<UtcTime> parse_amz_date(std::string_view text) {
  return parse_pattern(text, "YYYYMMDDThhmmssZ");
}

std::optional<UtcTime> parse_rfc3339(std::string_view text) {
  return parse_pattern(text, "YYYY-MM-DDThh:mm:ssZ");
}

std::optional<UtcTime> parse_http_date(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr std::string_view kWeekdays = "MonTueWedThuFriSatSun";
  if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT")) {
    return std::nullopt;
  }
  const std::size_t weekday = kWeekdays.find(text.substr(0, 3));
  const std::size_t month = kMonths.find(text.substr(8, 3));
  if (weekday == kWeekdays.npos || weekday % 3 != 0) return std::nullopt;
  if (month == kMonths.npos || month % 3 != 0) return std::nullopt;
  // "GMT" is left out: its M would stand for a digit of the month.
  const std::string rest = compose("{}{}", text.substr(5, 2), text.substr(11, 14));
  return parse_pattern(rest, "DD YYYY hh:mm:ss", static_cast<int>(month / 3) + 1);
}

std::string duration_text(Seconds length) {
  const std::int64_t seconds = std::max<std::int64_t>(length.count(), 0);
  constexpr std::int64_t kDay = 86'400;
  const auto two_units = [](std::int64_t big, const char* big_unit, std::int64_t small,
                            const char* small_unit) {
    std::string text = to_text(big) + big_unit;
    if (small != 0) text += " " + to_text(small) + small_unit;
    return text;
  };
  if (seconds < 60) return to_text(seconds) + " s";
  if (seconds < 3600) return to_text(seconds / 60) + " min";
  if (seconds < kDay) return two_units(seconds / 3600, " h", seconds / 60 % 60, " min");
  return two_units(seconds / kDay, " d", seconds / 3600 % 24, " h");
}

}  // namespace wan53
