// SPDX-License-Identifier: MIT
// The keys of wan53.conf, each described once: what it may hold, where that goes, and what a
// settings form shows. The reader of the file, `config show`, the companion's variables and
// `wan53 page` all work from this table.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "aws/ini.h"
#include "base/result.h"
#include "ddns/config.h"

namespace wan53 {

// A [record] section until all is read and it can be judged as a whole.
struct RecordDraft {
  RecordConfig common;
  unsigned line = 0;
  bool wants[2] = {true, false};  // by Family
  std::optional<Source> source;
  std::optional<Source> source_ipv6;
};

// What the keys are put into.
struct Draft {
  Config config;
  RecordDraft record;  // the section being read
};

// What a key's value is read from.
struct Configured {
  const Config& config;
  const RecordConfig& record;
  const RecordConfig* sibling;  // the AAAA record of the same section; null: there is none
};

enum class ConfigSection : std::uint8_t { none, aws, publish, record };
std::string_view section_name(ConfigSection section);  // "aws"

enum class KeyKind : std::uint8_t { text, yes_no, choice, duration, seconds, source, urls };

// Another key of this section or of [publish] must have this word in its value, or the key has no
// meaning.
struct KeyNeeds {
  std::string_view key;  // empty: none
  std::string_view word;
  bool operator==(const KeyNeeds&) const = default;
};
inline constexpr KeyNeeds kNeedsRoute53 = {"via", "route53"};  // else the companion decides
inline constexpr KeyNeeds kNeedsGateway = {"via", "gateway"};

struct ConfigKey {
  ConfigSection section;
  std::string_view name;
  std::string_view label;  // for the form
  KeyKind kind;
  // Errc::config: "VALUE; expected ...", without the key.
  Status (*set)(const ConfigKey& key, Draft& to, std::string_view value);
  // As `set` takes it; empty when nothing is set.
  std::string (*get)(const ConfigKey& key, const Configured& from);
  std::string_view expects = {};                   // of text: for the complaint
  std::span<const std::string_view> choices = {};  // of a choice or a source
  Seconds least{0};                                // of a duration or seconds
  Seconds most{0};
  KeyNeeds needs = {};
  std::string_view otherwise = {};  // what holds without the key, when that is no value of it
  std::string_view hint = {};       // for the form

  // The value that holds without the key; may be empty.
  std::string standard() const;
  // `least` and `most` as the config writes them; empty when the kind has no range.
  std::string least_text() const;
  std::string most_text() const;
};

// In the order in which files and forms have them.
std::span<const ConfigKey> config_keys();

// Null: the section has no such key.
const ConfigKey* find_config_key(ConfigSection section, std::string_view name);

// Errc::config: "KEY: VALUE; expected ...", or what the nearest key of the section is called.
Status set_config_key(ConfigSection section, Draft& draft, const IniEntry& entry);

// In LogLevel's order.
inline constexpr std::string_view kLogLevels[] = {"error", "warning", "notice", "info", "debug"};

}  // namespace wan53
