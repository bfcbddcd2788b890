// SPDX-License-Identifier: MIT
// Hides what tells whose AWS account it is, for texts that others may see: account ids (12 digits),
// access key ids (AKIA..., ASIA...) and hosted zone ids (Z...), wherever they stand. Pure.
#pragma once

#include <string>
#include <string_view>

namespace wan53 {

// `text` with all but the first and last two characters of each replaced by '*'.
std::string masked(std::string_view text);

}  // namespace wan53
