// SPDX-License-Identifier: MIT
#include "ddns/message.h"

#include "base/text.h"

namespace wan53 {

std::string changed_text(std::string_view host, std::string_view old_value,
                         std::string_view new_value, std::string_view from) {
  return concat({"IP for ", host, " changed from ", old_value, " to ", new_value,
                 " via request from ", from});
}

std::string unchanged_text(std::string_view host, std::string_view old_value,
                           std::string_view new_value, std::string_view from) {
  return concat({"IP for ", host, " unchanged from ", old_value, " to ", new_value,
                 " via request from ", from});
}

std::string failed_text(std::string_view host, std::string_view from, std::string_view new_value) {
  return concat(
      {"DDNS IP check failed (host = ", host, ", fromip = ", from, ", newip = ", new_value, ")"});
}

}  // namespace wan53
