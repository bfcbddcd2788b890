// SPDX-License-Identifier: MIT
// What a round did, as `update` shows it to a person and to a program.
#pragma once

#include <string>

#include "cycle/round.h"

namespace wan53 {

// One line per record that is right, or would be: stdout.
std::string round_text(const Round& round);
// One line per record that is not, and per warning: stderr.
std::string round_errors(const Round& round);

// {"result":"done","exit":0,"records":[{"name","type","set_identifier","zone","outcome","address","old",
//  "change","text"}],"warnings":[...]}; an unknown value is null. One line.
std::string round_json(const Round& round, ExitStatus status);
// {"result":"not due","exit":0,"records":[],"warnings":[]}
std::string not_due_json();

}  // namespace wan53
