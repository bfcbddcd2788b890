// SPDX-License-Identifier: MIT
// The keys of wan53.conf, each described once: which values it takes, which setting it changes, and
// its label and hint in a settings form. parse_config, config_text, the companion's settings and
// `wan53 page` all use this table.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "aws/ini.h"
#include "base/result.h"
#include "ddns/config.h"

namespace wan53 {

// A [record] section while it is being read; it is checked as a whole at the end.
struct RecordDraft {
  RecordConfig common;
  unsigned line = 0;
  bool wants[2] = {true, false};  // by Family
  std::optional<Source> source;
  std::optional<Source> source_ipv6;
};

// The destination of the keys' values.
struct Draft {
  Config config;
  RecordDraft record;  // the section being read
};

// The origin of a key's value.
struct Configured {
  const Config& config;
  const RecordConfig& record;
  const RecordConfig* sibling;  // the AAAA record of the same section; null if none
};

enum class ConfigSection : std::uint8_t { none, aws, publish, record };
std::string_view section_name(ConfigSection section);  // "aws"

enum class KeyKind : std::uint8_t { text, yes_no, choice, duration, seconds, source, urls };

// A key is meaningful only if another key, of its section or of [publish], has one of these words
// in its value.
struct KeyNeeds {
  std::string_view key;    // empty: none
  std::string_view words;  // separated by blanks
  bool operator==(const KeyNeeds&) const = default;
  // True if `value`, one of a choice's, is one of the words.
  bool met_by(std::string_view value) const;
  std::string text() const;  // "credentials = iot or roles-anywhere"
};
inline constexpr KeyNeeds kNeedsRoute53 = {"via", "route53"};  // otherwise the companion decides
inline constexpr KeyNeeds kNeedsGateway = {"via", "gateway"};
inline constexpr KeyNeeds kNeedsIot = {"credentials", "iot"};
inline constexpr KeyNeeds kNeedsRolesAnywhere = {"credentials", "roles-anywhere"};
inline constexpr KeyNeeds kNeedsCertificate = {"credentials", "iot roles-anywhere"};
inline constexpr KeyNeeds kNeedsProcess = {"credentials", "process"};
// In Proof's order.
inline constexpr std::string_view kProofs[] = {"stored", "iot", "roles-anywhere", "process"};

struct ConfigKey {
  ConfigSection section;
  std::string_view name;
  std::string_view label;  // for the form
  KeyKind kind;
  // Names a file or a program: the router's page and `config apply` do not set it, since whoever
  // gets into that page must not choose what root reads, writes or runs.
  bool ssh_only = false;
  // Errc::config: "VALUE; expected ...", without the key.
  Status (*set)(const ConfigKey& key, Draft& to, std::string_view value);
  // The value as `set` takes it; empty if it is not set.
  std::string (*get)(const ConfigKey& key, const Configured& from);
  // Of most texts: where the value goes, and what makes it of the text; null: nothing need be done.
  std::string Config::*member = nullptr;
  Result<std::string> (*check)(std::string_view value) = nullptr;
  std::string_view expects = {};  // of a text: for the error; with bounds, their unit
  std::span<const std::string_view> choices = {};  // of a choice or a source
  // Of a duration or seconds: in seconds; of URLs: how many; of a text: bytes. The reader of the
  // value and every text about it take the bounds from here. `most` 0: none.
  std::uint32_t least = 0;
  std::uint32_t most = 0;
  KeyNeeds needs = {};
  std::string_view otherwise = {};  // what applies without the key, if no value stands for that
  std::string_view hint = {};       // for the form

  // The value that applies without the key; may be empty.
  std::string standard() const;
  // Both bounds with their unit: "1m to 7d", "seconds from 1 to 604800", "1 to 4 URLs", "1 to 128
  // printable characters"; empty if there are none.
  std::string range() const;
  bool in_range(std::uint64_t number) const { return least <= number && number <= most; }
};

// False if what the key needs of [aws] or [publish] is not so.
bool fits(const KeyNeeds& needs, const Config& config);

// In the order of files and forms.
std::span<const ConfigKey> config_keys();

// Null if the section has no such key.
const ConfigKey* find_config_key(ConfigSection section, std::string_view name);

// Errc::config: "KEY: VALUE; expected ...", or for an unknown key the section's most similar one.
Status set_config_key(ConfigSection section, Draft& draft, const IniEntry& entry);

// A value of a key with choices, as its index; of a key with a range. Errc::config as in `set`.
Result<std::size_t> read_choice(const ConfigKey& key, std::string_view value);
Result<Seconds> read_seconds(const ConfigKey& key, std::string_view value);

// In LogLevel's order.
inline constexpr std::string_view kLogLevels[] = {"error", "warning", "notice", "info", "debug"};

}  // namespace wan53
