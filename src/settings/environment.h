// SPDX-License-Identifier: MIT
// The environment variables that AWS's own tools share. They win over the files, as in every AWS
// tool. Errors are Errc::config and name the variable.
#pragma once

#include <optional>
#include <string>

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "base/ports.h"
#include "ddns/config.h"

namespace wan53 {

// Puts AWS_REGION, AWS_PROFILE and AWS_CA_BUNDLE into the config.
Status apply_environment(const Environment& environment, Config& config);

// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; nothing if neither of the first
// two is set.
Result<std::optional<Credentials>> environment_credentials(const Environment& environment);

// Where each service is: the config's region and dual-stack choice, with AWS_ENDPOINT_URL and
// AWS_ENDPOINT_URL_* in the place of AWS's own endpoints.
Result<Endpoints> load_endpoints(const Environment& environment, const Config& config);

}  // namespace wan53
