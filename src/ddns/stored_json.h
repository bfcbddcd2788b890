// SPDX-License-Identifier: MIT
// The fields that state.json and volatile.json have in common. Reading is strict and never fails:
// a field that is missing, of another type or out of range reads as empty. Only ddns/state.cpp and
// ddns/recent.cpp need this.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "ddns/address_set.h"
#include "ddns/record_key.h"
#include "ddns/state.h"

namespace wan53 {

// Further ones are dropped.
inline constexpr std::size_t kMaxStoredRecords = kMaxRecords;

// The file's object; null if it does not have that version.
Json read_stored(std::string_view text, std::int64_t version);
Json new_stored(std::int64_t version);

void add_key(cJSON* object, const RecordKey& key);
std::optional<RecordKey> read_key(const cJSON* object);

// Printable and at most 1,000 bytes long.
std::string read_text(const cJSON* object, const char* name);
std::vector<std::string> read_texts(const cJSON* object, const char* name);
// 0 if it is out of range.
std::int64_t read_number(const cJSON* object, const char* name, std::int64_t min, std::int64_t max);
int read_count(const cJSON* object, const char* name);
// Appends what `read`, which returns an optional, finds in each item of an array, until there are
// `most`.
template <class Item, class Read>
void read_items(const cJSON* object, const char* name, std::size_t most, std::vector<Item>& items,
                Read read) {
  for (const cJSON* item = array_member(object, name); item != nullptr && items.size() < most;
       item = item->next) {
    if (auto found = read(item)) items.push_back(*std::move(found));
  }
}
AddressSet read_addresses(const cJSON* object, const char* name);

// These add nothing if there is no value.
void add_unwritten(cJSON* object, const std::optional<Unwritten>& unwritten);
std::optional<Unwritten> read_unwritten(const cJSON* object);
void add_time(cJSON* object, const char* name, std::optional<UtcTime> time);
void add_moment(cJSON* object, const char* name, std::optional<Moment> moment);
std::optional<UtcTime> read_time(const cJSON* object, const char* name);
std::optional<Moment> read_moment(const cJSON* object, const char* name);

}  // namespace wan53
