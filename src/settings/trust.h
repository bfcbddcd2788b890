// SPDX-License-Identifier: MIT
// Which certificates are trusted, as PEM text. Errors are Errc::config.
#pragma once

#include <string>
#include <string_view>

#include "settings/ports.h"
#include "settings/settings.h"

namespace wan53 {

// A CA bundle. `path` is ca-file's or AWS_CA_BUNDLE's.
Result<Files::Content> read_ca_file(Files& files, const std::string& path);
// The text of ca-file or AWS_CA_BUNDLE, which must be ours or root's, and nobody else may write to;
// empty for the embedded roots.
Result<std::string> load_ca(const Ports& ports, const Settings& settings);
// The same for a host that need not be Amazon's: another one is verified against the machine's own
// bundle, the firmware's or Entware's. Errors name the URL's host.
Result<std::string> load_ca_for(const Ports& ports, const Settings& settings, std::string_view url);

}  // namespace wan53
