// SPDX-License-Identifier: MIT
#include "ddns/message.h"

#include "base/compose.h"

namespace wan53 {

std::string changed_text(std::string_view host, std::string_view old_value,
                         std::string_view new_value, std::string_view from) {
  return compose("IP for {} changed from {} to {} via request from {}", host, old_value, new_value,
                 from);
}

std::string unchanged_text(std::string_view host, std::string_view old_value,
                           std::string_view new_value, std::string_view from) {
  return compose("IP for {} unchanged from {} to {} via request from {}", host, old_value,
                 new_value, from);
}

std::string failed_text(std::string_view host, std::string_view from, std::string_view new_value) {
  return compose("DDNS IP check failed (host = {}, fromip = {}, newip = {})", host, from,
                 new_value);
}

}  // namespace wan53
