// SPDX-License-Identifier: MIT
// A round's outcomes, as `update` shows them to a person and to a program.
#pragma once

#include <string>

#include "cycle/round.h"

namespace wan53 {

// One line per record whose outcome is not a failure, for stdout.
std::string round_text(const Round& round);
// One line per record whose outcome is a failure, and one per warning, for stderr.
std::string round_errors(const Round& round);

// The answer of docs/schema/update.json. `end` is how the command ends: what it could not do after
// the round, such as writing its state, or the outcomes' status.
std::string round_json(const Round& round, const Result<ExitStatus>& end);
std::string not_due_json(const Result<ExitStatus>& end);

}  // namespace wan53
