// SPDX-License-Identifier: MIT
// The texts of the classic recipe, word for word: for SNS messages and the companion's replies.
#pragma once

#include <string>
#include <string_view>

namespace wan53 {

// "IP for HOST changed from OLD to NEW via request from FROM"; OLD is "none" for a new record.
std::string changed_text(std::string_view host, std::string_view old_value,
                         std::string_view new_value, std::string_view from);
// "IP for HOST unchanged from OLD to NEW via request from FROM"
std::string unchanged_text(std::string_view host, std::string_view old_value,
                           std::string_view new_value, std::string_view from);
// "DDNS IP check failed (host = HOST, fromip = FROM, newip = NEW)"
std::string failed_text(std::string_view host, std::string_view from, std::string_view new_value);

}  // namespace wan53
