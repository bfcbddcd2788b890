// SPDX-License-Identifier: MIT
// What `make man` makes: the two manual pages and the completion for bash, as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wan53::manual {

// The description of one kind of JSON output.
struct Schema {
  std::string name;  // "status"
  std::string text;  // JSON Schema
};

class Roff;
// The members of each answer, with what their schemas say of them. A text that is no JSON is left
// out.
void add_schemas(Roff& page, const std::vector<Schema>& schemas);

// wan53(8). Without schemas there is no section about them.
std::string program_page(const std::vector<Schema>& schemas);
// wan53.conf(5).
std::string config_page();
// For /usr/share/bash-completion/completions.
std::string completion();

}  // namespace wan53::manual
