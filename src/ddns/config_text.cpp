// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/compose.h"
#include "base/text.h"
#include "ddns/config_keys.h"
#include "ddns/mask.h"

namespace wan53 {
namespace {

// One line for each key that is set and that parse_config takes with this `via`.
std::string section_text(ConfigSection section, const Configured& from) {
  std::string text;
  for (const auto& key : config_keys()) {
    if (key.section != section) continue;
    if (!fits(key.needs, from.config)) continue;
    const std::string value = key.get(key, from);
    if (!value.empty()) text += compose("{} = {}\n", key.name, value);
  }
  return text;
}

// The name for a section's head, which an unescaped ']' would end.
std::string display_in_section(const DnsName& name) {
  std::string text;
  for (const char c : name.display()) {
    if (c == ']') {
      text += "\\135";
    } else {
      text += c;
    }
  }
  return text;
}

// A section may not be repeated, so further sections of a name spell it differently: the lowest bit
// of their number adds a final dot, and each higher bit capitalizes one letter.
std::string spelled(const DnsName& name, std::size_t sections_before) {
  std::string text = display_in_section(name);
  std::size_t capitals = sections_before / 2;
  for (char& c : text) {
    if (!is_lower(c)) continue;
    if (capitals % 2 == 1) c = static_cast<char>(c - ('a' - 'A'));
    capitals /= 2;
  }
  if (sections_before % 2 == 1) text += '.';
  return text;
}

// True if both come from one section: A, then its AAAA sibling.
bool is_pair(const RecordConfig& a, const RecordConfig& b) {
  return a.name == b.name && a.family == Family::ipv4 && b.family == Family::ipv6 &&
         a.ttl == b.ttl && a.zone_id == b.zone_id && a.set_identifier == b.set_identifier &&
         a.external == b.external;
}

}  // namespace

std::string record_label(const RecordConfig& record) {
  std::string text = compose("{} {}", record.name.display(), record_type(record.family));
  if (!record.set_identifier.empty()) {
    text += compose(" ({})", without_secrets(record.set_identifier));
  }
  return text;
}

std::string_view log_level_name(LogLevel level) {
  return kLogLevels[static_cast<std::size_t>(level)];
}

std::optional<LogLevel> parse_log_level(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kLogLevels); ++i) {
    if (kLogLevels[i] == name) return static_cast<LogLevel>(i);
  }
  return std::nullopt;
}

std::string config_text(const Config& config) {
  const RecordConfig none;
  const Configured common{config, none, nullptr};
  std::string text = compose("[aws]\n{}\n[publish]\n{}", section_text(ConfigSection::aws, common),
                             section_text(ConfigSection::publish, common));
  const auto& records = config.records;
  std::vector<const DnsName*> names;  // of the sections written so far
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto before =
        std::ranges::count_if(names, [&](const DnsName* name) { return *name == records[i].name; });
    names.push_back(&records[i].name);
    // parse_config puts A and AAAA of one section next to each other.
    const bool pair = i + 1 < records.size() && is_pair(records[i], records[i + 1]);
    text += compose("\n[record {}]\n{}", spelled(records[i].name, static_cast<std::size_t>(before)),
                    section_text(ConfigSection::record,
                                 {config, records[i], pair ? &records[i + 1] : nullptr}));
    if (pair) ++i;
  }
  return text;
}

}  // namespace wan53
