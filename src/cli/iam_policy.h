// SPDX-License-Identifier: MIT
// The least IAM policy for a config, for `iam-policy` and `page`.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "settings/settings.h"

namespace wan53 {

struct IamPolicy {
  Json document;
  std::vector<std::string> notes;  // what would narrow it
};
// `wait`: for `update --wait` too. Errc::config when the config does not tell what the gateway is.
Result<IamPolicy> iam_policy(const Settings& settings, bool gateway, bool wait);

}  // namespace wan53
