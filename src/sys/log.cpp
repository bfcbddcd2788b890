// SPDX-License-Identifier: MIT
#include "sys/log.h"

#include <syslog.h>
#include <unistd.h>

#include "base/compose.h"
#include "sys/datagram.h"

namespace wan53 {
namespace {

// Including the head of the line: busybox's syslogd reads 255 bytes of a datagram and drops the
// rest.
constexpr std::size_t kLongestPiece = 220;

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

// Cuts at the last blank that fits, if there is one.
std::string_view take_piece(std::string_view& rest) {
  std::string_view piece = rest.substr(0, kLongestPiece);
  const auto blank = piece.rfind(' ');
  if (piece.size() < rest.size() && blank != piece.npos) piece = piece.substr(0, blank + 1);
  rest.remove_prefix(piece.size());
  return piece;
}

}  // namespace

void SystemLog::write(LogLevel level, std::string_view line) {
  const std::string head = compose("<{}>wan53[{}]: ", priority_of(level), getpid());
  for (std::string_view sign; !line.empty(); sign = "... ") {
    static_cast<void>(send_datagram(socket_, compose("{}{}{}", head, sign, take_piece(line))));
  }
}

}  // namespace wan53
