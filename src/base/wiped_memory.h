// SPDX-License-Identifier: MIT
// Memory that a secret of another owner than Secret passes through.
#pragma once

#include <string>
#include <string_view>

namespace wan53 {

// Frees what malloc gave, and wipes it first.
void wipe_and_free(void* memory);

// Appends, and wipes the memory that is too small for both.
void append_secret(std::string& to, std::string_view text);

}  // namespace wan53
