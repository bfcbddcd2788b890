// SPDX-License-Identifier: MIT
// Edits the text of wan53.conf line by line: comments, order and spelling of all other lines stay.
// Pure. A text need not be a whole config, but each of its lines is one that aws/ini.h accepts.
//
// A section is given as in its header line, such as "aws" or "record home.example.com".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ddns/config_keys.h"

namespace wan53 {

// The names of all [record NAME] sections, in order, without the word `record`.
std::vector<std::string> record_names(std::string_view text);

// Empty if the section or the key is missing.
std::string_view value_in(std::string_view text, std::string_view section, std::string_view key);

// With the key's value replaced, or the key added after the section's last one, or the section
// added: [aws] above all others, [publish] above the records, a record at the end. An empty `value`
// removes the key's line.
std::string with_value(std::string_view text, std::string_view section, std::string_view key,
                       std::string_view value);

// Without the keys that need this way of publishing, and without `source = companion` if it
// is the gateway's. Adds their names to `dropped`, each once.
std::string without_keys(std::string_view text, const KeyNeeds& way,
                         std::vector<std::string>& dropped);

// Without the lines from the section's head to its last key. Comments above and below them stay.
std::string without_section(std::string_view text, std::string_view section);

}  // namespace wan53
