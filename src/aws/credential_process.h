// SPDX-License-Identifier: MIT
// The command line of a credential process. Pure.
//
// Source: "Process credential provider", AWS SDKs and Tools Reference Guide.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wan53 {

// The words of a command, separated by blanks; in double quotes, blanks belong to the word. No
// shell reads it, so nothing else is special. Errc::config if a quote is not closed or the first
// word is no absolute path; the error repeats none of the text, which may be secret.
Result<std::vector<std::string>> parse_credential_process(std::string_view text);
// The text itself, if it can be parsed.
Result<std::string> check_credential_process(std::string_view text);

}  // namespace wan53
