// SPDX-License-Identifier: MIT
// What a command runs on: the config as the file and the environment make it, and where files are.
//
// Errors are Errc::config and name the file, the line and the key, or the variable.
#pragma once

#include <string>
#include <string_view>

#include "ddns/config.h"
#include "settings/places.h"
#include "settings/ports.h"

namespace wan53 {

struct Settings {
  Places places;
  Config config;              // with AWS_REGION, AWS_PROFILE and AWS_CA_BUNDLE put in
  std::string config_digest;  // of the config's text
};

// `config_file` is -c's argument, or empty. The config must not be writable by others: it decides
// where signed requests go.
Result<Settings> load_settings(const Ports& ports, const std::string& config_file);
// The same for the text of a config that need not be on disk yet.
Result<Settings> read_settings(const Environment& environment, Places places,
                               std::string_view text);

}  // namespace wan53
