// SPDX-License-Identifier: MIT
// wan53.conf: the user's settings, validated. A Config from parse_config is always usable.
//
// INI as inih reads it: `[section]`, `key = value`, comments on lines of their own (# or ;), no
// continuation lines. Unknown and repeated keys and sections are errors. Every error
// (Errc::config) reads "FILE:LINE: KEY: VALUE; expected ...". README shows every key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/dns_name.h"
#include "base/log_level.h"
#include "base/result.h"
#include "ddns/address.h"

namespace wan53 {

// A thousand records with all their keys.
inline constexpr std::size_t kMaxConfigBytes = 256 * 1024;
inline constexpr std::size_t kMaxRecords = 3'000;

// Where an address comes from.
struct Source {
  enum class Kind : std::uint8_t {
    wan,        // the router's primary WAN
    wan_unit,   // one WAN, by its number
    wan_all,    // every WAN that is up
    prefix,     // AAAA: a host by its id under the prefix of an interface, else of the LAN
    interface,  // a network interface, by name
    internet,   // what the checkers see, asked over any interface or a named one
    fixed,      // an address in the config
    companion,  // with Via::gateway: the address from which the companion is called
  };
  Kind kind = Kind::wan;
  int unit = 0;  // Kind::wan_unit: 0 to 9
  // Kind::interface and, if one is named, Kind::prefix (else the LAN's) and Kind::internet (else
  // any): 1 to 127 bytes without '/', blanks or controls. Also an alternative name or an IPv4 label
  // such as "eth0:1"; for Kind::internet at most 15 bytes and no label.
  std::string interface_name;
  Address address;  // Kind::fixed; Kind::prefix: the host id, its upper half zero

  // True if only the router's firmware knows the address.
  bool is_wan() const;
  bool may_ask_checkers() const { return is_wan() || kind == Kind::internet; }
  // As the config writes it: "wan", "internet on eth0", "prefix ::1 on br1".
  std::string text() const;

  bool operator==(const Source&) const = default;
};

// One record to update. A [record NAME] section with two types makes two of them.
struct RecordConfig {
  DnsName name;
  Family family = Family::ipv4;
  std::uint32_t ttl = 120;     // seconds, 1 to 604,800; in the config as parse_duration reads it
  std::string zone_id;         // empty: discover it
  std::string set_identifier;  // empty: a simple record set
  Source source;
  bool external = false;    // A of a WAN: what the checkers see, even if the WAN's looks public
  bool both_types = false;  // the config has the other type of this name in this zone, too

  bool operator==(const RecordConfig&) const = default;
};

// True if one statement of `wan53 iam-policy` allows both to be written.
bool share_statement(const RecordConfig& a, const RecordConfig& b);

// The record's name for people: "home.example.com A", or "home.example.com A (home)" with a set
// identifier, which is masked if it may be a secret.
std::string record_label(const RecordConfig& record);

// How this machine proves to AWS who it is: by an access key that is stored, by its own certificate
// at AWS IoT or at IAM Roles Anywhere, or by what another program prints.
enum class Proof : std::uint8_t { stored, iot, roles_anywhere, process };

enum class Via : std::uint8_t { route53, gateway };

enum class Notify : std::uint8_t { changes, always, never };

enum class Mail : std::uint8_t { changes, problems, no };

struct Config {
  std::string region = "us-east-1";
  std::string credentials_file = "credentials";  // as written; relative to the config's folder
  std::string profile;                           // empty: AWS_PROFILE, else "default"
  bool use_dualstack = false;
  std::string ca_file;  // empty: the embedded roots
  Proof proof = Proof::stored;
  std::string iot_endpoint;  // host or host:port; see aws/iot.h
  std::string iot_role_alias;
  std::string iot_thing;         // empty: no policy asks for it
  std::string trust_anchor_arn;  // see aws/roles_anywhere.h
  std::string profile_arn;
  std::string role_arn;
  std::string client_cert = "client.crt";  // PEM; relative to the config's folder
  std::string client_key = "client.key";
  std::string credential_process;  // an absolute path and its arguments

  Via via = Via::route53;
  std::string gateway_url;       // with Via::gateway; see aws/gateway.h
  std::string gateway_api_arn;   // empty: unknown; only for `iam-policy`
  Seconds check_interval = 6h;   // 60 s to 7 d
  std::string sns_topic_arn;     // empty: no message
  std::string metric_namespace;  // empty: no metric
  Notify notify = Notify::changes;
  bool allow_private = false;
  bool daemon = true;  // false: hooks and cron run single rounds
  // The URLs of one to four checkers, asked behind NAT and for `external` and Kind::internet.
  std::vector<std::string> checkers = {"https://checkip.amazonaws.com",
                                       "https://checkip.global.api.aws"};
  std::string heartbeat_url;  // empty: none; see ddns/heartbeat.h
  Mail mail = Mail::no;       // on a router with the addon; `changes` includes problems
  LogLevel log_level = LogLevel::notice;

  std::vector<RecordConfig>
      records;  // 1 to kMaxRecords, no two with equal name, type and identifier

  bool operator==(const Config&) const = default;
};

// `path` is for messages only. `no_wan` says why this machine cannot tell a WAN's address; then the
// first source that needs one is an error, and so is `mail`. Empty: it can, or the config is
// another machine's.
Result<Config> parse_config(std::string_view text, std::string_view path,
                            std::string_view no_wan = {});

// Whether `text` is a usable config. The error names neither file nor line: it is for a person who
// was asked for one value of it.
Status check_config(std::string_view text);

// "90 s", "15m", "6h", "7d" or plain seconds; nothing if it is none of these.
std::optional<Seconds> parse_duration(std::string_view text);

// "error", "warning", "notice", "info", "debug".
std::string_view log_level_name(LogLevel level);
std::optional<LogLevel> parse_log_level(std::string_view name);

// The whole configuration, defaults included, in wan53.conf's syntax. parse_config makes an equal
// Config of it, as long as that came from parse_config.
std::string config_text(const Config& config);

}  // namespace wan53
