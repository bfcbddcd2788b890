// SPDX-License-Identifier: MIT
// Hides what identifies the owner's AWS account, for texts that others may see: account ids (12
// digits), the ids of keys, users, roles and groups (AKIA..., ASIA..., AIDA..., AROA..., AGPA...,
// ANPA...) and hosted zone ids (Z...), anywhere in a text, even right after an escape (\x98 in a
// log line, \052 in a name, %2F in a URL). Mask values before they are written as JSON. Pure.
//
// Also what may be a secret access key or a session token that was pasted into the wrong place: 40
// or more characters of base64's alphabet in a row, also escaped, with capitals and small letters.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace wan53 {

// `text` with every character of a possible secret replaced by '*'.
std::string without_secrets(std::string_view text);

// Whether the whole text has the form of a secret access key, and not that of an absolute path.
bool is_secret(std::string_view text);

// Errc::config if a line of a config, even a comment, may hold a secret, such as a line that names
// a credential process: the web page and the files that every addon reads must not get it. The
// error names `path` and the line only.
Status check_shareable(std::string_view text, std::string_view path);

// `without_secrets`, with all but the first and last two characters of each identifier replaced,
// and with every character of the names in arn:aws:iam::...:user/NAME and
// arn:aws:sts::...:assumed-role/NAME.
std::string masked(std::string_view text);

// `text` with ACCOUNT_ID, KEY_ID or ZONE_ID in place of each identifier: a template to fill in.
std::string as_form(std::string_view text);

}  // namespace wan53
