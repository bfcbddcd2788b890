// SPDX-License-Identifier: MIT
// The section JSON OUTPUT, from the files in docs/schema.
#include <cjson/cJSON.h>

#include "base/compose.h"
#include "base/json.h"
#include "base/text.h"
#include "manual/pages.h"
#include "manual/roff.h"

namespace wan53::manual {
namespace {

const cJSON* member(const cJSON* object, const char* name) {
  return cJSON_GetObjectItemCaseSensitive(object, name);
}

// "done, failed or null".
std::string values_text(const cJSON* values) {
  std::vector<std::string> texts;
  for (const cJSON* value = values->child; value != nullptr; value = value->next) {
    texts.push_back(cJSON_IsString(value) ? value->valuestring
                    : cJSON_IsNull(value) ? "null"
                                          : to_text(static_cast<std::int64_t>(value->valuedouble)));
  }
  const std::string last = texts.back();
  texts.pop_back();
  return texts.empty() ? last : compose("{} or {}", join(texts, ", "), last);
}

void add_members(Roff& page, const std::string& prefix, const cJSON* object) {
  const cJSON* properties = member(object, "properties");
  if (properties == nullptr) return;
  for (const cJSON* part = properties->child; part != nullptr; part = part->next) {
    const std::string name = prefix + part->string;
    std::string text(text_member(part, "description").value_or(""));
    if (const cJSON* values = member(part, "enum")) {
      text += compose("{}One of {}", text.empty() ? "" : ". ", values_text(values));
    }
    if (!text.empty()) {
      page.term(name);
      page.text(text + ".");
    }
    add_members(page, name + ".", part);
    if (const cJSON* items = member(part, "items")) add_members(page, name + "[].", items);
    for (const cJSON* one = array_member(part, "oneOf"); one != nullptr; one = one->next) {
      add_members(page, name + ".", one);
    }
  }
}

}  // namespace

void add_schemas(Roff& page, const std::vector<Schema>& schemas) {
  if (schemas.empty()) return;
  page.section("JSON OUTPUT");
  page.text(
      "With `--json` a command prints one line of JSON. If it cannot do its work, the "
      "members are `version`, `ok`, `exit` and `error`, the text on standard error.");
  for (const auto& schema : schemas) {
    const Json root = parse_json(schema.text);
    if (!root) continue;
    page.subsection(schema.name);
    page.text(text_member(root.get(), "description").value_or(""));
    page.begin_list();
    add_members(page, "", member(member(root.get(), "$defs"), "answer"));
    page.end_list();
  }
}

}  // namespace wan53::manual
