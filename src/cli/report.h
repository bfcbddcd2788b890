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

// {"result":"done","exit":0,"records":[{"name","type","set_identifier","zone","outcome","address","old",
//  "change","text"}],"warnings":[...]}; an unknown value is null. All on one line.
std::string round_json(const Round& round, ExitStatus status);
// {"result":"not due","exit":0,"records":[],"warnings":[]}
std::string not_due_json();

}  // namespace wan53
