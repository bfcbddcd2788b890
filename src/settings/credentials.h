// SPDX-License-Identifier: MIT
// Loads the access key that signs requests. Errors are Errc::config and name the file, the line and
// the key, or the variable.
#pragma once

#include <string>

#include "aws/credentials.h"
#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// AWS_SHARED_CREDENTIALS_FILE, in which "~/" stands for HOME and which is relative to where the
// program was started, as in AWS's tools; else the config's credentials-file.
std::string credentials_file_of(const Environment& environment, const Settings& settings);

// The profile of that file that is used.
std::string_view profile_of(const Settings& settings);

struct FoundCredentials {
  Credentials credentials;
  std::string place;  // "the environment" or the file and profile, for `config show`
  std::vector<AssumedRole> roles = {};  // see ProfileKeys; empty: the key itself signs
};
// From the environment, else from the credentials file, which others must not be able to read or
// write (mode 0600).
Result<FoundCredentials> load_credentials(const Ports& ports, const Settings& settings);

}  // namespace wan53
