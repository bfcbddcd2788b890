// SPDX-License-Identifier: MIT
// The smallest IAM policy that a config needs, for `iam-policy` and `page`.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "ddns/state.h"
#include "settings/settings.h"

namespace wan53 {

struct IamPolicy {
  Json document;
  std::vector<std::string> notes;  // how the user can narrow it
};
// `gateway`: for calling the gateway, whatever the config's `via` is. `wait`: also for `update
// --wait`. The zones in `state` only go into the notes. Errc::config if the config does not say
// which gateway.
Result<IamPolicy> iam_policy(const Settings& settings, const State& state, bool gateway, bool wait);

}  // namespace wan53
