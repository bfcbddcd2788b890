// SPDX-License-Identifier: MIT
#include "base/http.h"

#include "base/text.h"

namespace wan53 {

std::optional<std::string_view> HttpReply::header(std::string_view name) const {
  for (const auto& h : headers) {
    if (equal_ignoring_case(h.name, name)) return h.value;
  }
  return std::nullopt;
}

}  // namespace wan53
