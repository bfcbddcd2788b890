// SPDX-License-Identifier: MIT
#include "sys/syslog.h"

#include <syslog.h>
#include <unistd.h>

#include "base/text.h"
#include "sys/datagram.h"

namespace wan53 {
namespace {

int priority_of(LogLevel level) {
  switch (level) {
    case LogLevel::error:
      return LOG_DAEMON | LOG_ERR;
    case LogLevel::warning:
      return LOG_DAEMON | LOG_WARNING;
    case LogLevel::notice:
      return LOG_DAEMON | LOG_NOTICE;
    case LogLevel::info:
      return LOG_DAEMON | LOG_INFO;
    case LogLevel::debug:
      break;
  }
  return LOG_DAEMON | LOG_DEBUG;
}

}  // namespace

void SystemLog::write(LogLevel level, std::string_view line) {
  static_cast<void>(send_datagram(socket_, concat({"<", to_text(priority_of(level)), ">wan53[",
                                                   to_text(getpid()), "]: ", line})));
}

}  // namespace wan53
