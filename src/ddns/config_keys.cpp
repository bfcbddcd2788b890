// SPDX-License-Identifier: MIT
#include "ddns/config_keys.h"

#include <algorithm>
#include <vector>

#include "aws/endpoint.h"
#include "aws/gateway.h"
#include "aws/notify.h"
#include "aws/route53.h"
#include "base/text.h"
#include "ddns/suggest.h"

namespace wan53 {
namespace {

constexpr Seconds kShortestCheck = 1min;
constexpr Seconds kLongestCheck = std::chrono::days(7);
constexpr Seconds kLongestTtl = std::chrono::days(7);
constexpr std::size_t kMaxInterfaceName = 15;  // IFNAMSIZ, without its NUL
constexpr std::size_t kMostCheckers = 4;
constexpr std::size_t kMaxCheckerUrl = 200;
constexpr std::size_t kMaxSetIdentifier = 128;  // Route 53 API Reference, ResourceRecordSet

std::unexpected<Error> expected(std::string_view value, std::string_view what) {
  return fail(Errc::config,
              concat({value.empty() ? "empty" : printable(value, 80), "; expected ", what}));
}

Status set_yes_no(bool& to, std::string_view value) {
  if (value != "yes" && value != "no") return expected(value, "yes or no");
  to = value == "yes";
  return {};
}

Status set_text(std::string& to, std::string_view value, std::string_view what) {
  if (value.empty()) return expected(value, what);
  to = value;
  return {};
}

// A host's id: the lower half of an address, and nothing above it.
bool is_host_id(const Address& address) {
  const std::string_view octets = address.octets();
  return octets.size() == 16 && octets.substr(0, 8) == std::string_view("\0\0\0\0\0\0\0\0", 8) &&
         octets.substr(8) != octets.substr(0, 8);
}

constexpr std::string_view kSourceForms =
    "wan, wan0, wan1, wan-all, `interface NAME` such as `interface eth0`, `static ADDRESS`, or "
    "`prefix ::1:2:3:4` for a host of the LAN";

Result<Source> parse_wan(std::string_view word, std::string_view value) {
  Source source;
  if (word == "wan") return source;
  source.kind = Source::Kind::wan_all;
  if (word == "wan-all") return source;
  source.kind = Source::Kind::wan_unit;
  if (word.size() != 4 || !word.starts_with("wan") || !is_digit(word[3])) {
    return expected(value, kSourceForms);
  }
  source.unit = word[3] - '0';
  return source;
}

Result<Source> parse_source(std::string_view value) {
  const auto parts = words(value);
  if (parts.size() == 1) return parse_wan(parts[0], value);
  if (parts.size() != 2) return expected(value, kSourceForms);
  Source source;
  if (parts[0] == "interface") {
    source.kind = Source::Kind::interface;
    const std::string_view name = parts[1];
    if (name.size() > kMaxInterfaceName || name.find('/') != std::string_view::npos) {
      return expected(value, "an interface name of at most 15 bytes, such as `interface eth0`");
    }
    source.interface_name = name;
    return source;
  }
  const auto address = Address::parse(parts[1]);
  if (parts[0] == "prefix") {
    if (!address || !is_host_id(*address)) {
      return expected(value, "`prefix` and a host's id such as ::1:2:3:4");
    }
    source.kind = Source::Kind::prefix;
    source.address = *address;
    return source;
  }
  if (parts[0] != "static") return expected(value, kSourceForms);
  if (!address) return expected(value, "`static` and an address such as 198.51.100.7");
  source.kind = Source::Kind::fixed;
  source.address = *address;
  return source;
}

Status set_type(RecordDraft& record, std::string_view value) {
  record.wants[0] = record.wants[1] = false;
  std::string blanks(value);
  std::ranges::replace(blanks, ',', ' ');
  for (const auto word : words(blanks)) {
    if (word != "A" && word != "AAAA") return expected(value, "A, AAAA or A AAAA");
    bool& wanted = record.wants[word == "AAAA" ? 1 : 0];
    if (wanted) return expected(value, "each type once: A, AAAA or A AAAA");
    wanted = true;
  }
  if (!record.wants[0] && !record.wants[1]) return expected(value, "A, AAAA or A AAAA");
  return {};
}

Status set_source(std::optional<Source>& to, std::string_view value) {
  TRY_ASSIGN(to, parse_source(value));
  return {};
}

Status set_checkers(Config& config, std::string_view value) {
  const auto urls = words(value);
  if (urls.empty() || urls.size() > kMostCheckers) {
    return fail(Errc::config, concat({to_text(static_cast<std::int64_t>(urls.size())),
                                      " URLs; expected 1 to 4, such as "
                                      "https://checkip.amazonaws.com"}));
  }
  config.checkers.clear();
  for (const auto url : urls) {
    // By its number, since a URL may hold a password.
    const std::string name =
        "URL " + to_text(static_cast<std::int64_t>(config.checkers.size()) + 1);
    if (url.size() > kMaxCheckerUrl) {
      return fail(Errc::config, concat({name, ": longer than 200 bytes; give a shorter one"}));
    }
    if (const auto checked = check_endpoint_url(url, name); !checked) {
      return fail(Errc::config, checked.error().what);
    }
    config.checkers.emplace_back(url);
  }
  return {};
}

struct Key {
  std::string_view name;
  Status (*set)(Draft&, std::string_view value);
};

constexpr Key kAwsKeys[] = {
    {"region",
     [](Draft& d, std::string_view value) -> Status {
       if (!is_region(value)) return expected(value, "a region such as eu-central-1");
       d.config.region = value;
       return {};
     }},
    {"credentials-file",
     [](Draft& d, std::string_view value) {
       return set_text(d.config.credentials_file, value, "a path");
     }},
    {"profile",
     [](Draft& d, std::string_view value) {
       return set_text(d.config.profile, value, "a profile's name, such as default");
     }},
    {"use-dualstack",
     [](Draft& d, std::string_view value) { return set_yes_no(d.config.use_dualstack, value); }},
    {"ca-file",
     [](Draft& d, std::string_view value) {
       return set_text(d.config.ca_file, value, "the path of a PEM bundle");
     }},
};

constexpr Key kPublishKeys[] = {
    {"via",
     [](Draft& d, std::string_view value) -> Status {
       if (value != "route53" && value != "gateway") return expected(value, "route53 or gateway");
       d.config.via = value == "gateway" ? Via::gateway : Via::route53;
       return {};
     }},
    {"gateway-url",
     [](Draft& d, std::string_view value) -> Status {
       auto url = check_gateway_url(value);
       if (!url) {
         // It repeats the key, which stands before it anyway.
         return fail(Errc::config, url.error().what.substr(url.error().what.find(": ") + 2));
       }
       d.config.gateway_url = *std::move(url);
       return {};
     }},
    {"gateway-api-arn",
     [](Draft& d, std::string_view value) -> Status {
       TRY(check_gateway_api_arn(value));
       d.config.gateway_api_arn = value;
       return {};
     }},
    {"check-interval",
     [](Draft& d, std::string_view value) -> Status {
       const auto seconds = parse_duration(value);
       if (!seconds || *seconds < kShortestCheck || *seconds > kLongestCheck) {
         return expected(value, "1m to 7d, such as 6h");
       }
       d.config.check_interval = *seconds;
       return {};
     }},
    {"sns-topic-arn",
     [](Draft& d, std::string_view value) -> Status {
       if (const auto arn = parse_topic_arn(value); !arn) {
         return fail(Errc::config, arn.error().what);
       }
       d.config.sns_topic_arn = value;
       return {};
     }},
    {"metric-namespace",
     [](Draft& d, std::string_view value) -> Status {
       if (const auto checked = check_metric_namespace(value); !checked) {
         return fail(Errc::config, checked.error().what);
       }
       d.config.metric_namespace = value;
       return {};
     }},
    {"notify",
     [](Draft& d, std::string_view value) -> Status {
       if (value == "changes") {
         d.config.notify = Notify::changes;
       } else if (value == "always") {
         d.config.notify = Notify::always;
       } else if (value == "never") {
         d.config.notify = Notify::never;
       } else {
         return expected(value, "changes, always or never");
       }
       return {};
     }},
    {"allow-private",
     [](Draft& d, std::string_view value) { return set_yes_no(d.config.allow_private, value); }},
    {"daemon", [](Draft& d, std::string_view value) { return set_yes_no(d.config.daemon, value); }},
    {"checkers", [](Draft& d, std::string_view value) { return set_checkers(d.config, value); }},
    {"log-level",
     [](Draft& d, std::string_view value) -> Status {
       const auto level = parse_log_level(value);
       if (!level) return expected(value, "error, warning, notice, info or debug");
       d.config.log_level = *level;
       return {};
     }},
};

constexpr Key kRecordKeys[] = {
    {"type", [](Draft& d, std::string_view value) { return set_type(d.record, value); }},
    {"ttl",
     [](Draft& d, std::string_view value) -> Status {
       const auto seconds = parse_duration(value);
       if (!seconds || *seconds < 1s || *seconds > kLongestTtl) {
         return expected(value, "seconds from 1 to 604800, such as 120");
       }
       d.record.common.ttl = static_cast<std::uint32_t>(seconds->count());
       return {};
     }},
    {"zone",
     [](Draft& d, std::string_view value) -> Status {
       const auto id = route53::parse_zone_id(value);
       if (!id) return expected(value, "a hosted zone id such as Z0123456789ABC");
       d.record.common.zone_id = *id;
       return {};
     }},
    {"source", [](Draft& d, std::string_view value) { return set_source(d.record.source, value); }},
    {"source-ipv6",
     [](Draft& d, std::string_view value) { return set_source(d.record.source_ipv6, value); }},
    {"set-identifier",
     [](Draft& d, std::string_view value) -> Status {
       if (value.empty() || value.size() > kMaxSetIdentifier || printable(value) != value) {
         return expected(value, "1 to 128 printable characters");
       }
       d.record.common.set_identifier = value;
       return {};
     }},
};

template <std::size_t N>
Status set_key(const Key (&keys)[N], Draft& draft, const IniEntry& entry) {
  std::vector<std::string_view> names;
  for (const auto& key : keys) {
    if (key.name != entry.key) {
      names.push_back(key.name);
      continue;
    }
    auto set = key.set(draft, entry.value);
    if (!set) return std::unexpected(std::move(set).error().context(entry.key));
    return {};
  }
  return fail(Errc::config, concat({printable(entry.key), ": no such key in [",
                                    printable(entry.section), "]; ", suggest(entry.key, names)}));
}

// 0 for what is no unit.
std::int64_t seconds_in(char unit) {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3'600;
    case 'd':
      return 86'400;
    default:
      return 0;
  }
}

}  // namespace

Status set_config_key(ConfigSection section, Draft& draft, const IniEntry& entry) {
  switch (section) {
    case ConfigSection::aws:
      return set_key(kAwsKeys, draft, entry);
    case ConfigSection::publish:
      return set_key(kPublishKeys, draft, entry);
    case ConfigSection::record:
      return set_key(kRecordKeys, draft, entry);
    case ConfigSection::none:
      break;
  }
  return fail(Errc::bug, "a key outside of every section");
}

std::optional<Seconds> parse_duration(std::string_view text) {
  const std::int64_t unit = text.empty() ? 0 : seconds_in(text.back());
  if (unit != 0) text = trim(text.substr(0, text.size() - 1));
  const auto number = parse_unsigned(text, 1'000'000'000);
  if (!number) return std::nullopt;
  return Seconds(static_cast<std::int64_t>(*number) * std::max<std::int64_t>(unit, 1));
}

}  // namespace wan53
