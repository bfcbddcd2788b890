// SPDX-License-Identifier: MIT
// A cJSON tree with an owner, and the few functions that we need to build and read one.
//
// Added texts are copied; bytes that are not printable ASCII are escaped as in `printable`, so the
// output is valid JSON for any input. Reading is strict: a member of another type
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

// Null unless `text` is exactly one JSON value; white space around it is allowed.
Json parse_json(std::string_view text);
// Of a tree that the functions below have built. On one line, ending in a line feed.
std::string json_text(const Json& tree);

Json json_object();
void add_text(cJSON* object, const char* name, std::string_view text);
// Adds JSON null if `text` is empty.
void add_text_or_null(cJSON* object, const char* name, std::string_view text);
// `number` is within ±2^53.
void add_number(cJSON* object, const char* name, std::int64_t number);
void add_bool(cJSON* object, const char* name, bool value);
// Returns the new array or object, which `object` owns.
cJSON* add_array(cJSON* object, const char* name);
cJSON* add_object(cJSON* object, const char* name);
// Adds an array of texts.
void add_texts(cJSON* object, const char* name, const std::vector<std::string>& texts);
// Returns the new element, which `array` owns.
cJSON* append_object(cJSON* array);
// Appends the object's text instead of its tree, which takes five times the memory: for arrays of
// thousands.
void append_written(cJSON* array, const Json& object);
void append_text(cJSON* array, std::string_view text);

// Read a member by its exact name; the first one if the name is repeated.
std::optional<std::string_view> text_member(const cJSON* object, const char* name);
// Nothing unless it is a whole number within ±2^53.
std::optional<std::int64_t> number_member(const cJSON* object, const char* name);
// The array's first element, or null; ->next is the following one.
const cJSON* array_member(const cJSON* object, const char* name);

}  // namespace wan53
