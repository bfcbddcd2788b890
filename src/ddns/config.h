// SPDX-License-Identifier: MIT
// wan53.conf: what the user asked for, validated. A Config that exists is usable as it stands.
//
// INI as inih reads it: `[section]`, `key = value`, comments on lines of their own (# or ;), no
// continuation lines. Unknown and repeated keys and sections are errors. Every complaint
// (Errc::config) reads "FILE:LINE: key: what came; what was expected". README shows every key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/dns_name.h"
#include "base/ports.h"
#include "base/result.h"
#include "ddns/address.h"

namespace wan53 {

inline constexpr std::size_t kMaxConfigBytes = 64 * 1024;

// Where an address comes from.
struct Source {
  enum class Kind : std::uint8_t {
    wan,       // the router's primary WAN
    wan_unit,  // one of them
    wan_all,   // every WAN that is up
    prefix,    // AAAA: a host of the LAN, by its id under the LAN's prefix
    interface,
    fixed,
  };
  Kind kind = Kind::wan;
  int unit = 0;                // Kind::wan_unit: 0 to 9
  std::string interface_name;  // 1 to 15 bytes without '/', blanks or controls (IFNAMSIZ)
  Address address;             // Kind::fixed; Kind::prefix: the host id, its upper half zero

  // Known to the router's firmware only.
  bool is_wan() const;
  // As the config writes it: "wan", "wan1", "interface eth0", "static 203.0.113.7".
  std::string text() const;
};

// One record to keep right; a [record NAME] section with two types makes two.
struct RecordConfig {
  DnsName name;
  Family family = Family::ipv4;
  std::uint32_t ttl = 120;     // seconds, 1 to 604,800; written as parse_duration takes it
  std::string zone_id;         // empty: discover it
  std::string set_identifier;  // empty: a simple record set
  Source source;
};

// "home.example.com A", and " (home)" behind it for a member of a set: what people are shown.
std::string record_label(const RecordConfig& record);

enum class Via : std::uint8_t { route53, gateway };

enum class Notify : std::uint8_t { changes, always, never };

struct Config {
  std::string region = "us-east-1";
  std::string credentials_file = "credentials";  // as written; relative to the config's folder
  std::string profile;                           // empty: AWS_PROFILE, else "default"
  bool use_dualstack = false;
  std::string ca_file;  // empty: the embedded roots

  Via via = Via::route53;
  std::string gateway_url;       // with Via::gateway; see aws/gateway.h
  std::string gateway_api_arn;   // empty: unknown; only for `iam-policy`
  Seconds check_interval = 6h;   // 60 s to 7 d
  std::string sns_topic_arn;     // empty: no message
  std::string metric_namespace;  // empty: no metric
  Notify notify = Notify::changes;
  bool allow_private = false;
  bool daemon = true;  // false: hooks and cron run single rounds
  // What is asked for the address behind NAT, one to four.
  std::vector<std::string> checkers = {"https://checkip.amazonaws.com",
                                       "https://checkip.global.api.aws"};
  LogLevel log_level = LogLevel::notice;

  std::vector<RecordConfig> records;  // at least one, no two with equal name, type and identifier
};

// `path` is for messages only.
Result<Config> parse_config(std::string_view text, std::string_view path);

// Whether `text` would be a config that can be used. The error names neither file nor line: it is
// for a person who was asked for a part of it.
Status check_config(std::string_view text);

// "90 s", "15m", "6h", "7d" or plain seconds; nothing if it is none of these.
std::optional<Seconds> parse_duration(std::string_view text);

// "error", "warning", "notice", "info", "debug".
std::string_view log_level_name(LogLevel level);
std::optional<LogLevel> parse_log_level(std::string_view name);

// The whole configuration with its defaults, in wan53.conf's own syntax; parse_config reads it back
// to an equal Config.
std::string config_text(const Config& config);

}  // namespace wan53
