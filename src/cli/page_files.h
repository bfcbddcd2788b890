// SPDX-License-Identifier: MIT
// What files have for the router's web page: the history, the daemon's lines in syslog, and what the
// addon's script leaves in the run folder (`doctor`, `result.ACTION`). All of it masked.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "settings/places.h"
#include "settings/ports.h"

namespace wan53 {

// Empty when the file cannot be read or is longer than `limit`.
std::string content_of(const Ports& ports, const std::string& path, std::size_t limit);

// Adds a text masked, and printable but for the ends of its lines, which `add_text` would escape.
void add_lines(cJSON* object, const char* name, std::string_view text);

// Adds "history", "log", "doctor" and "results".
void add_files(cJSON* root, const Ports& ports, const Places& places);

}  // namespace wan53
