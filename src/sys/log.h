// SPDX-License-Identifier: MIT
// The Log port: sends datagrams to /dev/log in the form of RFC 3164, "<PRIORITY>wan53[PID]: LINE",
// facility daemon. A line that is too long for a router's syslogd continues in a second datagram,
// after "... ".
//
// syslogd adds the time stamp, since it knows the machine's time zone. A line is lost if nobody
// listens or the queue is full: logging must never block or fail the program.
#pragma once

#include <string>

#include "base/ports.h"

namespace wan53 {

class SystemLog final : public Log {
 public:
  explicit SystemLog(std::string socket = "/dev/log") : socket_(std::move(socket)) {}
  void write(LogLevel level, std::string_view line) override;

 private:
  std::string socket_;
};

}  // namespace wan53
