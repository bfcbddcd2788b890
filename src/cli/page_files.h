// SPDX-License-Identifier: MIT
// Reads files for the router's web page: the history, the daemon's lines in syslog, and what the
// addon's script leaves in the run folder (`doctor`, `result.ACTION`). All texts are masked.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "settings/places.h"
#include "settings/ports.h"

namespace wan53 {

// A file's text; empty if the file cannot be read or is longer than `limit`.
std::string content_of(const Ports& ports, const std::string& path, std::size_t limit);

// Adds a text of several lines, masked and printable. Keeps the line ends, which `add_text` would
// escape.
void add_lines(cJSON* object, const char* name, std::string_view text);

// Adds "history", "log", "doctor" and "results".
void add_files(cJSON* root, const Ports& ports, const Places& places);

}  // namespace wan53
