// SPDX-License-Identifier: MIT
// What a command runs on: the config file, the environment that AWS's tools share, and the
// credentials. The environment wins over the files, as in every AWS tool.
//
// Errors are Errc::config and name the file, the line and the key, or the variable.
#pragma once

#include <array>
#include <string>

#include "aws/credentials.h"
#include "ddns/config.h"
#include "settings/places.h"
#include "settings/ports.h"

namespace wan53 {

struct Setup {
  Places places;
  Config config;              // with AWS_REGION, AWS_PROFILE and AWS_CA_BUNDLE put in
  std::string config_digest;  // of the config's text
};
// The config must not be writable by others: it decides where signed requests go.
Result<Setup> load_setup(World& world, const std::string& config_file);
// The same for the text of a config that need not be on disk yet.
Result<Setup> read_setup(const Environment& environment, Places places, std::string_view text);

// AWS_SHARED_CREDENTIALS_FILE, else the config's credentials-file.
std::string credentials_file_of(const Environment& environment, const Setup& setup);

struct FoundCredentials {
  Credentials credentials;
  std::string place;  // "the environment" or the file and profile, for `config show`
};
// From AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, else from AWS_SHARED_CREDENTIALS_FILE or the
// config's credentials-file, which nobody else may read or write (0600).
Result<FoundCredentials> load_credentials(World& world, const Setup& setup);
// From the environment alone; Errc::wait when neither variable is set.
Result<FoundCredentials> environment_credentials(const Environment& environment);

// By Service, from AWS_ENDPOINT_URL_* and AWS_ENDPOINT_URL; empty for AWS's own.
Result<std::array<std::string, 4>> load_endpoint_urls(const Environment& environment);

// The text of a CA bundle. `path` is ca-file's or AWS_CA_BUNDLE's.
Result<std::string> read_ca_file(Files& files, const std::string& path);
// The text of ca-file or AWS_CA_BUNDLE, or nothing: the embedded roots.
Result<std::string> load_ca(World& world, const Setup& setup);
// The same for a checker: one that is not Amazon's is verified against the machine's own bundle,
// the firmware's or Entware's.
Result<std::string> load_ca_for_checker(World& world, const Setup& setup, std::string_view url);

}  // namespace wan53
