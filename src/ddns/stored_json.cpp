// SPDX-License-Identifier: MIT
#include "ddns/stored_json.h"

#include "base/text.h"

namespace wan53 {
namespace {

constexpr std::size_t kLongestText = 1'000;
constexpr std::int64_t kLargestTime = 253'402'300'799;  // the end of the year 9999, in seconds

// The file may contain anything, and people are shown this text. Cleaning it twice changes nothing.
std::string cleaned(std::string_view text) {
  return printable(text, text.size()).substr(0, kLongestText);
}

std::optional<std::int64_t> number_within(const cJSON* object, const char* name, std::int64_t min,
                                          std::int64_t max) {
  const auto number = number_member(object, name);
  return number && *number >= min && *number <= max ? number : std::nullopt;
}

}  // namespace

Json read_stored(std::string_view text, std::int64_t version) {
  Json root = parse_json(text);
  if (!root || number_member(root.get(), "version") != version) root.reset();
  return root;
}

Json new_stored(std::int64_t version) {
  Json root = json_object();
  add_number(root.get(), "version", version);
  return root;
}

void add_key(cJSON* object, const RecordKey& key) {
  add_text(object, "name", key.name.text());
  add_text(object, "type", record_type(key.family));
  add_text(object, "set_identifier", key.set_identifier);
  if (!key.named_zone.empty()) add_text(object, "named_zone", key.named_zone);
}

std::optional<RecordKey> read_key(const cJSON* object) {
  const auto name = DnsName::parse(text_member(object, "name").value_or(""));
  const auto type = text_member(object, "type");
  if (!name || name->is_root() || (type != "A" && type != "AAAA")) return std::nullopt;
  return RecordKey{*name, type == "A" ? Family::ipv4 : Family::ipv6,
                   read_text(object, "set_identifier"), read_text(object, "named_zone")};
}

std::string read_text(const cJSON* object, const char* name) {
  return cleaned(text_member(object, name).value_or(""));
}

std::vector<std::string> read_texts(const cJSON* object, const char* name) {
  std::vector<std::string> texts;
  for (const cJSON* item = array_member(object, name); item != nullptr; item = item->next) {
    if (cJSON_IsString(item)) texts.push_back(cleaned(item->valuestring));
  }
  return texts;
}

std::int64_t read_number(const cJSON* object, const char* name, std::int64_t min,
                         std::int64_t max) {
  return number_within(object, name, min, max).value_or(0);
}

int read_count(const cJSON* object, const char* name) {
  return static_cast<int>(read_number(object, name, 0, 1'000'000));
}

AddressSet read_addresses(const cJSON* object, const char* name) {
  return AddressSet::parse(text_member(object, name).value_or("")).value_or(AddressSet());
}

void add_unwritten(cJSON* object, const std::optional<Unwritten>& unwritten) {
  if (!unwritten) return;
  add_text(object, "unwritten", unwritten->what);
  add_time(object, "unwritten_since", unwritten->since);
}

std::optional<Unwritten> read_unwritten(const cJSON* object) {
  const auto since = read_time(object, "unwritten_since");
  if (!since) return std::nullopt;
  return Unwritten{read_text(object, "unwritten"), *since};
}

void add_time(cJSON* object, const char* name, std::optional<UtcTime> time) {
  if (time) add_number(object, name, since_1970(*time));
}

void add_moment(cJSON* object, const char* name, std::optional<Moment> moment) {
  if (moment) add_number(object, name, moment->time_since_epoch().count());
}

std::optional<UtcTime> read_time(const cJSON* object, const char* name) {
  const auto seconds = number_within(object, name, 0, kLargestTime);
  if (!seconds) return std::nullopt;
  return utc_time(*seconds);
}

std::optional<Moment> read_moment(const cJSON* object, const char* name) {
  const auto ms = number_within(object, name, 0, kLargestTime);
  if (!ms) return std::nullopt;
  return Moment(Milliseconds(*ms));
}

}  // namespace wan53
