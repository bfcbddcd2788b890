// SPDX-License-Identifier: MIT
// A cJSON tree with an owner, and the few ways in which we build and read one.
//
// Texts added are copied; bytes that are not printable ASCII are escaped as `printable` does, so
// that the output is valid JSON whatever came in. Reading is strict: a member of another type
// counts as missing.
#pragma once

#include <cjson/cJSON.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wan53 {

struct JsonDelete {
  void operator()(cJSON* tree) const { cJSON_Delete(tree); }
};
using Json = std::unique_ptr<cJSON, JsonDelete>;

// Nothing when `text` is not one whole JSON value (blanks around it aside).
Json parse_json(std::string_view text);
// On one line, ending in a line feed.
std::string json_text(const Json& tree);

Json json_object();
void add_text(cJSON* object, const char* name, std::string_view text);
// null when `text` is empty.
void add_text_or_null(cJSON* object, const char* name, std::string_view text);
// Below 10^15, of which cJSON writes every digit.
void add_number(cJSON* object, const char* name, std::int64_t number);
void add_bool(cJSON* object, const char* name, bool value);
// The new array or object, owned by `object`.
cJSON* add_array(cJSON* object, const char* name);
// An array of texts.
void add_texts(cJSON* object, const char* name, const std::vector<std::string>& texts);
cJSON* add_object(cJSON* object, const char* name);
// The new element, owned by `array`.
cJSON* append_object(cJSON* array);
void append_text(cJSON* array, std::string_view text);

// Members by exact name; the first of repeated ones.
std::optional<std::string_view> text_member(const cJSON* object, const char* name);
// Whole numbers within ±2^53 only.
std::optional<std::int64_t> number_member(const cJSON* object, const char* name);
// The array's first element, or null; go on with ->next.
const cJSON* array_member(const cJSON* object, const char* name);

}  // namespace wan53
