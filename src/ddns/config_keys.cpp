// SPDX-License-Identifier: MIT
#include "ddns/config_keys.h"

#include <vector>

#include "base/text.h"
#include "ddns/config_values.h"
#include "ddns/suggest.h"

namespace wan53 {
namespace {

constexpr std::size_t kLongestWord = 32;

std::string seconds_text(const ConfigKey& key, Seconds seconds) {
  if (key.kind == KeyKind::seconds) return to_text(seconds.count());
  return key.kind == KeyKind::duration ? duration_value(seconds) : std::string();
}

// "a, b or c".
std::string either(std::span<const std::string_view> choices) {
  std::string text(choices[0]);
  for (std::size_t i = 1; i < choices.size(); ++i) {
    text += concat({i + 1 < choices.size() ? ", " : " or ", choices[i]});
  }
  return text;
}

}  // namespace

Result<std::size_t> read_choice(const ConfigKey& key, std::string_view value) {
  for (std::size_t i = 0; i < key.choices.size(); ++i) {
    if (key.choices[i] == value) return i;
  }
  return fail_expected(value, either(key.choices));
}

Result<Seconds> read_seconds(const ConfigKey& key, std::string_view value) {
  const auto seconds = parse_duration(value);
  if (seconds && *seconds >= key.least && *seconds <= key.most) return *seconds;
  const bool plain = key.kind == KeyKind::seconds;
  return fail_expected(value, concat({plain ? "seconds from " : "", key.least_text(), " to ",
                                      key.most_text(), ", such as ", key.standard()}));
}

std::string_view section_name(ConfigSection section) {
  constexpr std::string_view kSectionNames[] = {"", "aws", "publish", "record"};
  return kSectionNames[static_cast<std::size_t>(section)];
}

std::string ConfigKey::standard() const {
  const Config config;
  const RecordConfig plain;
  return get(*this, {config, plain, nullptr});
}

std::string ConfigKey::least_text() const { return seconds_text(*this, least); }
std::string ConfigKey::most_text() const { return seconds_text(*this, most); }

const ConfigKey* find_config_key(ConfigSection section, std::string_view name) {
  for (const auto& key : config_keys()) {
    if (key.section == section && key.name == name) return &key;
  }
  return nullptr;
}

Status set_config_key(ConfigSection section, Draft& draft, const IniEntry& entry) {
  if (const ConfigKey* key = find_config_key(section, entry.key)) {
    Status set = key->set(*key, draft, entry.value);
    if (!set) return fail(std::move(set).error().context(entry.key));
    return {};
  }
  std::vector<std::string_view> names;
  for (const auto& key : config_keys()) {
    if (key.section == section) names.push_back(key.name);
  }
  // The longest key has 16 bytes; a longer word may be a secret, in small letters by now.
  const bool is_word = entry.key.size() <= kLongestWord;
  return fail(Errc::config,
              {is_word ? printable(entry.key) : "a word before '='", ": no such key in [",
               printable(entry.section), "]; ", suggest(entry.key, names)});
}

}  // namespace wan53
