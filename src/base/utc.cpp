// SPDX-License-Identifier: MIT
#include "base/utc.h"

#include "base/text.h"

namespace wan53 {
namespace {

struct Civil {
  int year, month, day, hour, minute, second;
};

constexpr int kSecondsPerDay = 86'400;
constexpr UtcSeconds kEndOfYear9999 = 253'402'300'800;

// Days since 1970-01-01 in the proleptic Gregorian calendar. March is month 0 of a year that ends
// in February, so that the leap day comes last; 400 years are 146,097 days.
std::int64_t days_from_civil(int year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = y / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

Civil civil_from(UtcSeconds t) {
  if (t < 0) t = 0;
  if (t >= kEndOfYear9999) t = kEndOfYear9999 - 1;
  const std::int64_t days = t / kSecondsPerDay + 719'468;
  const std::int64_t era = days / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const auto seconds = static_cast<int>(t % kSecondsPerDay);
  Civil c{};
  c.day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  c.month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  c.year = static_cast<int>(year_of_era + era * 400 + (c.month <= 2 ? 1 : 0));
  c.hour = seconds / 3600;
  c.minute = seconds / 60 % 60;
  c.second = seconds % 60;
  return c;
}

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

std::optional<UtcSeconds> from_civil(const Civil& c) {
  if (c.year < 1970 || c.month < 1 || c.month > 12 || c.day < 1 ||
      c.day > days_in_month(c.year, c.month) || c.hour > 23 || c.minute > 59 || c.second > 60) {
    return std::nullopt;
  }
  return days_from_civil(c.year, c.month, c.day) * kSecondsPerDay + c.hour * 3600 + c.minute * 60 +
         c.second;
}

// In patterns, Y M D h m s stand for one digit of that field and everything else for itself.
int* field_of(Civil& c, char letter) {
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

std::optional<UtcSeconds> parse_pattern(std::string_view text, std::string_view pattern,
                                        int month = 0) {
  if (text.size() != pattern.size()) return std::nullopt;
  Civil c{};
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
  return from_civil(c);
}

std::string format(std::string_view pattern, UtcSeconds t) {
  Civil c = civil_from(t);
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

std::string amz_date(UtcSeconds t) { return format("YYYYMMDDThhmmssZ", t); }
std::string rfc3339(UtcSeconds t) { return format("YYYY-MM-DDThh:mm:ssZ", t); }

std::optional<UtcSeconds> parse_amz_date(std::string_view text) {
  return parse_pattern(text, "YYYYMMDDThhmmssZ");
}

std::optional<UtcSeconds> parse_rfc3339(std::string_view text) {
  return parse_pattern(text, "YYYY-MM-DDThh:mm:ssZ");
}

std::optional<UtcSeconds> parse_http_date(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr std::string_view kWeekdays = "MonTueWedThuFriSatSun";
  if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT")) {
    return std::nullopt;
  }
  const std::size_t weekday = kWeekdays.find(text.substr(0, 3));
  const std::size_t month = kMonths.find(text.substr(8, 3));
  if (weekday == kWeekdays.npos || weekday % 3 != 0) return std::nullopt;
  if (month == kMonths.npos || month % 3 != 0) return std::nullopt;
  // The zone is left out: its M would stand for a digit of the month.
  const std::string rest = concat({text.substr(5, 2), text.substr(11, 14)});
  return parse_pattern(rest, "DD YYYY hh:mm:ss", static_cast<int>(month / 3) + 1);
}

std::string duration_text(std::int64_t seconds) {
  if (seconds < 0) seconds = 0;
  if (seconds < 60) return to_text(seconds) + " s";
  const auto two_units = [](std::int64_t big, const char* big_unit, std::int64_t small,
                            const char* small_unit) {
    std::string text = to_text(big) + big_unit;
    if (small != 0) text += " " + to_text(small) + small_unit;
    return text;
  };
  if (seconds < 3600) return to_text(seconds / 60) + " min";
  if (seconds < kSecondsPerDay) return two_units(seconds / 3600, " h", seconds / 60 % 60, " min");
  return two_units(seconds / kSecondsPerDay, " d", seconds / 3600 % 24, " h");
}

}  // namespace wan53
