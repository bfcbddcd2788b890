// SPDX-License-Identifier: MIT
// Hides what identifies the owner's AWS account, for texts that others may see: account ids (12
// digits), the ids of keys, users, roles and groups (AKIA..., ASIA..., AIDA..., AROA..., AGPA...,
// ANPA...) and hosted zone ids (Z...), anywhere in a text, even right after an escape (\x98 in a
// log line, \052 in a name, %2F in a URL). Mask values before they are written as JSON. Pure.
#pragma once

#include <string>
#include <string_view>

namespace wan53 {

// `text` with all but the first and last two characters of each identifier replaced by '*', and
// with every character of the names in arn:aws:iam::...:user/NAME and
// arn:aws:sts::...:assumed-role/NAME.
std::string masked(std::string_view text);

// `text` with ACCOUNT_ID, KEY_ID or ZONE_ID in place of each identifier: a template to fill in.
std::string as_form(std::string_view text);

}  // namespace wan53
