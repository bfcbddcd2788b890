// SPDX-License-Identifier: MIT
// A command's settings: the config, from its file and the environment, and the paths of files.
//
// Errors are Errc::config and name the file, the line and the key, or the variable.
#pragma once

#include <string>
#include <string_view>

#include "ddns/config.h"
#include "settings/places.h"
#include "settings/ports.h"

namespace wan53 {

// What is wrong with a source such as `wan` on a machine that is not a router.
inline constexpr std::string_view kNeedsNvram = " needs Asuswrt-Merlin, and there is no nvram here";

struct Settings {
  Places places;
  Config config;              // AWS_REGION, AWS_PROFILE and AWS_CA_BUNDLE are applied
  std::string config_digest;  // the first 16 hex digits of the SHA-256 of the config's text
};

// Fails if there is no config file: nothing is set up yet.
Status check_set_up(const Ports& ports, const Places& places);

// `config_file` is -c's argument, or empty. The config must not be writable by others: it decides
// where signed requests go.
Result<Settings> load_settings(const Ports& ports, const std::string& config_file);
// parse_config, which on a machine without nvram refuses a source that needs it; the error lists
// the sources that fit this machine, with its interfaces.
Result<Config> parse_config_here(const Ports& ports, std::string_view text, std::string_view path);
// The settings from a config's text, which need not be on disk yet, without that check.
Result<Settings> read_settings(const Environment& environment, Places places,
                               std::string_view text);

}  // namespace wan53
