// SPDX-License-Identifier: MIT
// The environment variables that AWS's own tools share. They override the files, as in every
// AWS tool. Errors are Errc::config and name the variable.
#pragma once

#include <optional>
#include <string>

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "base/ports.h"
#include "ddns/config.h"

namespace wan53 {

// `path` from the folder that the program was started in, unless it is absolute.
std::string absolute_path(const Environment& environment, const std::string& path);

// Replaces the config's region, profile and ca-file by AWS_REGION, AWS_PROFILE and AWS_CA_BUNDLE,
// if they are set. A config could hold the new values, too, so `config show` can be read back.
// Unlike ca-file, AWS_CA_BUNDLE is not relative to the config, but to where the program was
// started, as in AWS's tools.
Status apply_environment(const Environment& environment, Config& config);

// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; nothing if neither of the first
// two is set.
Result<std::optional<Credentials>> environment_credentials(const Environment& environment);

// The endpoint of each service, by the config's region and dual-stack choice. AWS_ENDPOINT_URL and
// AWS_ENDPOINT_URL_* replace AWS's own endpoints.
Result<Endpoints> load_endpoints(const Environment& environment, const Config& config);

}  // namespace wan53
