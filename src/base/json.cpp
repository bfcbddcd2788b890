// SPDX-License-Identifier: MIT
#include "base/json.h"

#include "base/text.h"

namespace wan53 {
namespace {

constexpr double kLargestWhole = 9'007'199'254'740'992.0;  // 2^53

std::string escaped(std::string_view text) { return printable(text, text.size()); }

void append_string(std::string& to, std::string_view text) {
  to += '"';
  for (const char c : text) {
    if (is_control(c)) {
      to += "\\u00";
      append_hex(to, {&c, 1});
    } else {
      if (c == '"' || c == '\\') to += '\\';
      to += c;
    }
  }
  to += '"';
}

void append_value(std::string& to, const cJSON* value) {
  const int type = value->type & 0xff;
  const bool object = type == cJSON_Object;
  if (object || type == cJSON_Array) {
    to += object ? '{' : '[';
    for (const cJSON* member = value->child; member != nullptr; member = member->next) {
      if (member != value->child) to += ',';
      if (object) {
        append_string(to, member->string);
        to += ':';
      }
      append_value(to, member);
    }
    to += object ? '}' : ']';
  } else if (type == cJSON_String) {
    append_string(to, value->valuestring);
  } else if (type == cJSON_Raw) {
    to += value->valuestring;
  } else if (type == cJSON_Number) {
    to += to_text(static_cast<std::int64_t>(value->valuedouble));
  } else {
    to += type == cJSON_True ? "true" : type == cJSON_False ? "false" : "null";
  }
}

// What append_value will add, but for characters that it escapes.
std::size_t size_of(const cJSON* value) {
  std::size_t size = 24;  // a number and the signs around it
  for (const char* text : {value->string, value->valuestring}) {
    if (text != nullptr) size += std::string_view(text).size();
  }
  for (const cJSON* member = value->child; member != nullptr; member = member->next) {
    size += size_of(member);
  }
  return size;
}

}  // namespace

Json parse_json(std::string_view text) {
  const char* end = nullptr;
  Json tree(cJSON_ParseWithLengthOpts(text.data(), text.size(), &end, 0));
  if (tree && !trim(text.substr(static_cast<std::size_t>(end - text.data()))).empty()) tree.reset();
  return tree;
}

std::string json_text(const Json& tree) {
  std::string text;
  text.reserve(size_of(tree.get()));
  append_value(text, tree.get());
  text += '\n';
  return text;
}

Json json_object() { return Json(cJSON_CreateObject()); }

void add_text(cJSON* object, const char* name, std::string_view text) {
  cJSON_AddStringToObject(object, name, escaped(text).c_str());
}

void add_text_or_null(cJSON* object, const char* name, std::string_view text) {
  if (text.empty()) {
    cJSON_AddNullToObject(object, name);
  } else {
    add_text(object, name, text);
  }
}

void add_number(cJSON* object, const char* name, std::int64_t number) {
  cJSON_AddNumberToObject(object, name, static_cast<double>(number));
}

void add_bool(cJSON* object, const char* name, bool value) {
  cJSON_AddBoolToObject(object, name, value);
}

cJSON* add_array(cJSON* object, const char* name) { return cJSON_AddArrayToObject(object, name); }
cJSON* add_object(cJSON* object, const char* name) { return cJSON_AddObjectToObject(object, name); }

cJSON* append_object(cJSON* array) {
  cJSON* object = cJSON_CreateObject();
  cJSON_AddItemToArray(array, object);
  return object;
}

void append_written(cJSON* array, const Json& object) {
  std::string text;
  append_value(text, object.get());
  cJSON_AddItemToArray(array, cJSON_CreateRaw(text.c_str()));
}

void append_text(cJSON* array, std::string_view text) {
  cJSON_AddItemToArray(array, cJSON_CreateString(escaped(text).c_str()));
}

std::optional<std::string_view> text_member(const cJSON* object, const char* name) {
  const cJSON* member = cJSON_GetObjectItemCaseSensitive(object, name);
  if (!cJSON_IsString(member)) return std::nullopt;
  return member->valuestring;
}

std::optional<std::int64_t> number_member(const cJSON* object, const char* name) {
  const cJSON* member = cJSON_GetObjectItemCaseSensitive(object, name);
  if (!cJSON_IsNumber(member)) return std::nullopt;
  const double number = member->valuedouble;
  if (!(number >= -kLargestWhole && number <= kLargestWhole)) return std::nullopt;
  const auto whole = static_cast<std::int64_t>(number);
  if (static_cast<double>(whole) < number || static_cast<double>(whole) > number)
    return std::nullopt;
  return whole;
}

const cJSON* array_member(const cJSON* object, const char* name) {
  const cJSON* member = cJSON_GetObjectItemCaseSensitive(object, name);
  return cJSON_IsArray(member) ? member->child : nullptr;
}

void add_texts(cJSON* object, const char* name, const std::vector<std::string>& texts) {
  cJSON* array = add_array(object, name);
  for (const auto& text : texts) append_text(array, text);
}

}  // namespace wan53
