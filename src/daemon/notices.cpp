// SPDX-License-Identifier: MIT
#include "daemon/notices.h"

#include "base/text.h"

namespace wan53 {

std::string_view hint_in(std::string_view notice) {
  std::string_view rest = notice;
  const std::string_view hook = take_until(rest, ' ');
  if (hook == "ddns-start") return rest;
  const std::string_view unit = take_until(rest, ' ');
  return hook == "wan-event" && rest == "connected" && unit.size() == 1 ? unit : "";
}

}  // namespace wan53
