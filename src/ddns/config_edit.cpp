// SPDX-License-Identifier: MIT
#include "ddns/config_edit.h"

#include <algorithm>

#include "base/compose.h"
#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool is_comment(std::string_view line) { return line.starts_with('#') || line.starts_with(';'); }

// Reads a text line by line.
struct Line {
  std::size_t start = 0;  // in the text
  std::size_t end = 0;    // after the line feed
  std::string_view content = {};

  bool next(std::string_view text) {
    start = end;
    if (start >= text.size()) return false;
    end = std::min(text.find('\n', start), text.size() - 1) + 1;
    content = text.substr(start, end - start);
    if (start == 0 && content.starts_with(kByteOrderMark)) start = kByteOrderMark.size();
    content = trim(text.substr(start, end - start));
    return true;
  }
  // The section's name if this is its head, with one blank after `record`.
  std::string head() const {
    if (!content.starts_with('[')) return {};
    std::string name;
    for (const auto word : words(content.substr(1, content.find(']') - 1)))
      append_item(name, " ", word);
    return name;
  }
  bool has_key(std::string_view key) const {
    return equal_ignoring_case(trim(content.substr(0, content.find('='))), key);
  }
};

// Where a section and one of its keys are.
struct Place {
  std::size_t head = kNone;
  std::size_t end = kNone;  // after the section's last key, else after its head
  Line key;                 // empty if the section does not have it
};

Place find(std::string_view text, std::string_view section, std::string_view key) {
  Place place;
  bool inside = false;
  for (Line line; line.next(text);) {
    if (line.content.empty() || is_comment(line.content)) continue;
    if (const std::string head = line.head(); !head.empty()) {
      inside = head == section;
      if (inside) place.head = line.start;
    }
    if (!inside) continue;
    place.end = line.end;
    if (line.has_key(key)) place.key = line;
  }
  return place;
}

// The start of the first section whose name starts with `prefix`, and of the comment lines right
// above it.
std::size_t find_head(std::string_view text, std::string_view prefix) {
  std::size_t comment = kNone;
  for (Line line; line.next(text);) {
    if (!line.head().empty() && line.head().starts_with(prefix)) {
      return comment == kNone ? line.start : comment;
    }
    if (!is_comment(line.content)) comment = kNone;
    if (is_comment(line.content) && comment == kNone) comment = line.start;
  }
  return kNone;
}

std::string with_section(std::string_view text, std::string_view section) {
  const std::string head = compose("[{}]\n", section);
  const std::size_t at = section == "aws"       ? find_head(text, "")
                         : section == "publish" ? find_head(text, "record ")
                                                : kNone;
  if (at != kNone) return compose("{}{}\n{}", text.substr(0, at), head, text.substr(at));
  const bool is_open = !text.empty() && !text.ends_with('\n');
  return compose("{}{}{}{}", text, is_open ? "\n" : "", text.empty() ? "" : "\n", head);
}

}  // namespace

std::vector<std::string> record_names(std::string_view text) {
  std::vector<std::string> names;
  for (Line line; line.next(text);) {
    if (const std::string head = line.head(); head.starts_with("record ")) {
      names.push_back(head.substr(7));
    }
  }
  return names;
}

std::string_view value_in(std::string_view text, std::string_view section, std::string_view key) {
  const std::string_view line = find(text, section, key).key.content;
  return line.empty() ? line : trim(line.substr(line.find('=') + 1));
}

std::string with_value(std::string_view text, std::string_view section, std::string_view key,
                       std::string_view value) {
  const Place place = find(text, section, key);
  const Line& line = place.key;
  if (!line.content.empty()) {
    if (value.empty()) return compose("{}{}", text.substr(0, line.start), text.substr(line.end));
    const std::string_view old = line.content.substr(line.content.find('=') + 1);
    const auto end =
        static_cast<std::size_t>(line.content.data() + line.content.size() - text.data());
    const std::size_t start = end - trim(old).size();
    return compose("{}{}{}{}", text.substr(0, start), old.empty() ? " " : "", value,
                   text.substr(end));
  }
  if (value.empty()) return std::string(text);
  if (place.head == kNone) return with_value(with_section(text, section), section, key, value);
  const std::string_view above = text.substr(0, place.end);
  return compose("{}{}{} = {}\n{}", above, above.ends_with('\n') ? "" : "\n", key, value,
                 text.substr(place.end));
}

std::string without_keys(std::string_view text, const KeyNeeds& way,
                         std::vector<std::string>& dropped) {
  std::string less(text);
  const auto drop = [&](const std::string& section, const ConfigKey& key) {
    const bool by_companion = way == kNeedsGateway && key.kind == KeyKind::source &&
                              value_in(less, section, key.name) == "companion";
    if (key.needs != way && !by_companion) return;
    std::string shorter = with_value(less, section, key.name, {});
    if (shorter == less) return;
    less = std::move(shorter);
    append_once(dropped, std::string(key.name));
  };
  for (const auto& key : config_keys()) {
    if (key.section != ConfigSection::record) {
      drop(std::string(section_name(key.section)), key);
      continue;
    }
    for (const auto& record : record_names(less)) drop("record " + record, key);
  }
  return less;
}

std::string without_section(std::string_view text, std::string_view section) {
  const Place place = find(text, section, {});
  if (place.head == kNone) return std::string(text);
  const std::string_view below = text.substr(place.end);
  Line line;
  while (line.next(below) && line.content.empty()) {
  }
  return compose("{}{}", text.substr(0, place.head), below.substr(line.start));
}

}  // namespace wan53
