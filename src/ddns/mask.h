// SPDX-License-Identifier: MIT
// Hides what tells whose AWS account it is, for texts that others may see: account ids (12 digits),
// the ids of keys, users, roles and groups (AKIA..., ASIA..., AIDA..., AROA..., AGPA..., ANPA...)
// and hosted zone ids (Z...), wherever they stand, right after an escape of plain text too (\x98 of a
// log line, \052 of a name, %2F of a URL). JSON is masked before it is written. Pure.
#pragma once

#include <string>
#include <string_view>

namespace wan53 {

// `text` with all but the first and last two characters of each replaced by '*', and with all of
// the names in arn:aws:iam::...:user/NAME and arn:aws:sts::...:assumed-role/NAME.
std::string masked(std::string_view text);

// `text` with ACCOUNT_ID, KEY_ID or ZONE_ID in the place of each: a form to fill in.
std::string as_form(std::string_view text);

}  // namespace wan53
