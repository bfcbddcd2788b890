// SPDX-License-Identifier: MIT
#include "ddns/config_keys.h"

#include <algorithm>
#include <vector>

#include "base/compose.h"
#include "base/text.h"
#include "ddns/config_values.h"
#include "ddns/suggest.h"

namespace wan53 {
namespace {

constexpr std::size_t kLongestWord = 32;

}  // namespace

Result<std::size_t> read_choice(const ConfigKey& key, std::string_view value) {
  for (std::size_t i = 0; i < key.choices.size(); ++i) {
    if (key.choices[i] == value) return i;
  }
  return fail_expected(value, either(key.choices));
}

Result<Seconds> read_seconds(const ConfigKey& key, std::string_view value) {
  const auto seconds = parse_duration(value);
  if (seconds && key.in_range(static_cast<std::uint64_t>(seconds->count()))) return *seconds;
  return fail_expected(value, compose("{}, such as {}", key.range(), key.standard()));
}

bool KeyNeeds::met_by(std::string_view value) const {
  const auto all = wan53::words(words);
  return std::ranges::find(all, value) != all.end();
}

std::string KeyNeeds::text() const {
  std::string either;
  for (const auto word : wan53::words(words)) append_item(either, " or ", word);
  return compose("{} = {}", key, either);
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

bool fits(const KeyNeeds& needs, const Config& config) {
  const ConfigKey* key = find_config_key(ConfigSection::aws, needs.key);
  if (key == nullptr) key = find_config_key(ConfigSection::publish, needs.key);
  const RecordConfig none;
  return key == nullptr || needs.met_by(key->get(*key, {config, none, nullptr}));
}

std::string ConfigKey::range() const {
  if (most == 0) return {};
  const auto text = [this](std::uint32_t bound) {
    return kind == KeyKind::duration ? duration_value(Seconds(bound)) : to_text(bound);
  };
  std::string bounds = compose("{} to {}", text(least), text(most));
  if (kind == KeyKind::seconds) return "seconds from " + bounds;
  if (kind == KeyKind::duration) return bounds;
  return compose("{} {}", bounds, kind == KeyKind::urls ? "URLs" : expects);
}

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
  return fail(Errc::config, "{}: no such key in [{}]; {}",
              is_word ? printable(entry.key) : "a word before '='", printable(entry.section),
              suggest(entry.key, names));
}

}  // namespace wan53
