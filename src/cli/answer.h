// SPDX-License-Identifier: MIT
// How every answer to --json begins.
#pragma once

#include "base/json.h"
#include "ddns/outcome.h"

namespace wan53 {

// {"version":1,"ok":true,"exit":0}; "ok" is whether the exit status is 0. A command adds its own
// members. The schemas are in docs/schema.
Json new_answer(ExitStatus exit);
// The whole answer of a command that could not do its work:
// {"version":1,"ok":false,"exit":2,"error":"wan53.conf:3: ..."}.
std::string failure_json(const Error& error);

}  // namespace wan53
